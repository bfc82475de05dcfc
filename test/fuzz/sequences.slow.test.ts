import { campaign } from './support/campaign.js';

test('4,000 random sequences', () => {
  expect(campaign(1_000_000, 4_000).codes.size).toBeGreaterThan(45);
}, 3_600_000);
