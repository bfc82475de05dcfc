import { campaign } from './support/campaign.js';

test('600 days on the real state machine', () => {
  const { refusals: _, ...count } = campaign(1_000_000, 600);
  expect(count.days).toBeGreaterThanOrEqual(600);
}, 3_600_000);
