import { seriesCampaign } from './support/series.js';

test('200 days in sequences of eight on the real state machine', () => {
  const count = seriesCampaign(2_000_000, 200);
  console.log(count);
  expect(count.days).toBeGreaterThanOrEqual(200);
  expect(count.merged).toBeGreaterThan(20);
  for (const [what, times] of Object.entries(count)) expect([what, times > 0]).toEqual([what, true]);
}, 3_600_000);
