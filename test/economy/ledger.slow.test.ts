import { campaign } from './support/campaign.js';

test('2,000 days on the real state machine', () => {
  const { refusals: _, ...count } = campaign(1_000_000, 2_000);
  expect(count.days).toBeGreaterThanOrEqual(2_000);
}, 3_600_000);
