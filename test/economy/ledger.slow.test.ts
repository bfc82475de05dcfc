import { campaign } from './support/campaign.js';

test('1,600 days on the real state machine', () => {
  const { refusals: _, ...count } = campaign(1_000_000, 1_600);
  expect(count.days).toBeGreaterThanOrEqual(1_600);
}, 3_600_000);
