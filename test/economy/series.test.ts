import { seriesCampaign } from './support/series.js';

/** Another seed gives other days; a failure names the seed of its series. */
const FIRST = Number(process.env.VEILGRID_SEED ?? 1);

test('40 days in sequences of eight hold, over merges and late publications', () => {
  const count = seriesCampaign(FIRST, 40);
  expect(count.days).toBe(40);
  // The sequences are not all alike.
  for (const [what, times] of Object.entries(count)) expect([what, times > 0]).toEqual([what, true]);
});
