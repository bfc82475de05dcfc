import { earned, RATE } from './support/earnings.js';
import { CALLED, HOMES, readingsOf } from './support/homes.js';
import { listOf, NEED_DAYS, reliefs } from './support/lists.js';
import { INFLATION, WEAKER } from './support/openings.js';
import { countOpened, paysForesight, randomSetting } from './support/settings.js';

test('of 1,500 random years inflation with foresight pays in none; without the rule in more than nine of ten', () => {
  const years = Array.from({ length: 1_500 }, (_, i) => randomSetting(1_000 + i));
  expect(paysForesight(INFLATION, years)).toBe(0);
  expect(countOpened(INFLATION, years)).toBeGreaterThan(6_000);
  expect(paysForesight(WEAKER.none, years)).toBeGreaterThan(1_350);
  for (const weaker of [WEAKER.counts, WEAKER.calledOnly, WEAKER.ownDay])
    expect(paysForesight(weaker, years)).toBeGreaterThan(0);
});

/** The rule takes a Wh of baseline for worth the rate: so it is, penalty or not, to who offers what suits it best. */
test.each([25, 100])(
  'a home that offers its best size gains no more than the rate by a Wh of baseline, at %i %%',
  (percent) => {
    const rates = CALLED.map(() => RATE);
    const sizes = Array.from({ length: 30 }, (_, i) => 100n * BigInt(i));
    const raises = [100n, 500n, 1_000n];
    const best = (days: readonly (readonly bigint[])[], raised: bigint) =>
      sizes
        .map((wh) =>
          days.reduce((sum, relief) => {
            const x = relief.map((below) => below + raised);
            return sum + earned(x, wh + raised, { percent, rates });
          }, 0n),
        )
        .reduce((a, b) => (b > a ? b : a));
    for (let home = 0; home < HOMES; home++) {
      const days = NEED_DAYS.map((day) => reliefs(home, readingsOf(home, day), listOf(day), CALLED));
      const plain = sizes
        .map((wh) => days.reduce((sum, relief) => sum + earned(relief, wh, { percent, rates }), 0n))
        .reduce((a, b) => (b > a ? b : a));
      for (const raised of raises) {
        const most = BigInt(days.length * CALLED.length) * RATE * raised;
        expect([home, raised, best(days, raised) - plain <= most]).toEqual([home, raised, true]);
      }
    }
  },
);
