import { campaign } from './support/campaign.js';
import { ATTEMPT_NAMES } from './support/hostile.js';

/** Another seed gives other days; a failure names the seed of its world. */
const FIRST = Number(process.env.VEILGRID_SEED ?? 1);

test('72 days on the real state machine hold, and every fraud in them is refused', () => {
  const { refusals, ...count } = campaign(FIRST, 72);
  expect(count.days).toBe(72);
  // The days are not all alike.
  for (const kind of ['traded', 'published', 'void', 'drewOnBond'] as const) {
    expect([kind, count[kind] > 5]).toEqual([kind, true]);
  }
  expect([...refusals.keys()].sort()).toEqual([...ATTEMPT_NAMES].sort());
});
