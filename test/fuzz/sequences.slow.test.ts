import { campaign } from './support/campaign.js';

test('2,500 random sequences', () => {
  expect(campaign(1_000_000, 2_500).codes.size).toBeGreaterThan(45);
}, 3_600_000);
