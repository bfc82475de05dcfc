import { seriesCampaign } from './support/series.js';

test('400 days in sequences of eight on the real state machine', () => {
  const count = seriesCampaign(2_000_000, 400);
  console.log(count);
  expect(count.days).toBeGreaterThanOrEqual(400);
  expect(count.merged).toBeGreaterThan(40);
}, 3_600_000);
