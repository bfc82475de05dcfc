import { killSeries } from './support/killSeries.js';

/** `npm run test:kill` asks for 500; another seed kills at other moments. */
const KILLS = Number(process.env.VEILGRID_KILLS ?? 50);
const SEED = Number(process.env.VEILGRID_SEED ?? 1);

test(`nodes killed ${KILLS} times lose nothing they acknowledged, and every start verifies`, async () => {
  const tally = await killSeries(KILLS, SEED);
  process.stdout.write(`${JSON.stringify(tally)}\n`);
  expect(tally.kills).toBeGreaterThanOrEqual(KILLS);
  // Kills came with transactions under way, and on both sides of their commit.
  expect(tally.underWay).toBeGreaterThan(KILLS / 2);
  expect(tally.stored).toBeGreaterThan(0);
  expect(tally.stored).toBeLessThan(tally.underWay);
}, 3_600_000);
