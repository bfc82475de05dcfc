import { seriesCampaign } from './support/series.js';

/** Another seed gives other days; a failure names the seed of its series. */
const FIRST = Number(process.env.VEILGRID_SEED ?? 1);

test('24 days in sequences of eight hold, over merges and late publications', () => {
  const count = seriesCampaign(FIRST, 24);
  console.log(count);
  expect(count.days).toBe(24);
  expect(count.merged).toBeGreaterThan(0);
});
