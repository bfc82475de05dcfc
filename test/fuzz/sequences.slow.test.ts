import { campaign } from './support/campaign.js';

test('1,250 random sequences', () => {
  expect(campaign(1_000_000, 1_250).codes.size).toBeGreaterThan(45);
}, 3_600_000);
