import { earned, earnedOneSided, perMille, RATE } from './support/earnings.js';
import { CALLED, HOMES, readingsOf } from './support/homes.js';
import { listOf, NEED_DAYS, reliefs } from './support/lists.js';

const HOME_NUMBERS = Array.from({ length: HOMES }, (_, home) => home);
const rates = CALLED.map(() => RATE);
/** By home and day: how far what the home used lies below its baseline. It knows of no call. */
const asMetered = HOME_NUMBERS.map((home) =>
  NEED_DAYS.map((day) => reliefs(home, readingsOf(home, day), listOf(day), CALLED)),
);

/** Wh a half hour; periods here are hours. */
const SIZES = [25n, 100n, 400n, 1_000n, 2_000n, 4_000n];
const PERCENTS = [25, 50, 100, 200];

type Earn = (relief: readonly bigint[], wh: bigint) => bigint;

/** Thousandths of what full delivery on all of these days is paid. */
function ofFull(homes: readonly number[], half: bigint, earn: Earn): number {
  const wh = 2n * half;
  const days = homes.flatMap((home) => asMetered[home]!);
  const total = days.reduce((sum, relief) => sum + earn(relief, wh), 0n);
  return perMille(total, BigInt(days.length * CALLED.length) * RATE * wh);
}

const passive =
  (percent: number): Earn =>
  (relief, wh) =>
    earned(relief, wh, { percent, rates });
const oneSided =
  (percent: number): Earn =>
  (relief, wh) =>
    earnedOneSided(relief, wh, { percent, rates });
const delivering =
  (more: bigint): Earn =>
  (relief, wh) =>
    earned(
      relief.map((x) => x + (wh * more) / 100n),
      wh,
      { percent: 25, rates },
    );

test('doing nothing loses 6 to 25 % of full pay at a penalty of 25 %, and more at a higher one', () => {
  const shares = SIZES.map((half) => ofFull(HOME_NUMBERS, half, passive(25)));
  // Measured: -62, -72, -146, -229, -247, -248.
  for (const share of shares) {
    expect(share).toBeLessThan(-50);
    expect(share).toBeGreaterThan(-260);
  }
  for (const half of SIZES) {
    const byPercent = PERCENTS.map((percent) => ofFull(HOME_NUMBERS, half, passive(percent)));
    expect([...byPercent].sort((a, b) => b - a)).toEqual(byPercent);
  }
});

test('below 25 % doing nothing would pay: 14 % of full pay at 100 Wh without a penalty', () => {
  expect(ofFull(HOME_NUMBERS, 100n, passive(0))).toBe(141);
});

test('were nothing counted against the seller, doing nothing paid 32 to 52 % without a penalty, 21 to 28 % at 50 %', () => {
  const small = [25n, 100n, 400n];
  expect(small.map((half) => ofFull(HOME_NUMBERS, half, oneSided(0)))).toEqual([518, 473, 321]);
  expect([25n, 100n].map((half) => ofFull(HOME_NUMBERS, half, oneSided(50)))).toEqual([277, 209]);
});

test('who delivers all it offers keeps 80 to 95 % from 1 kWh a half hour on, with half as much again in hand 93 to 100 %', () => {
  const large = [1_000n, 2_000n, 4_000n];
  // Measured: 798, 898, 949 and 934, 990, 999.
  large.forEach((half, i) => {
    expect(ofFull(HOME_NUMBERS, half, delivering(100n))).toBeGreaterThan([780, 880, 930][i]!);
    expect(ofFull(HOME_NUMBERS, half, delivering(150n))).toBeGreaterThan([920, 980, 990][i]!);
  });
});

test('of single homes none gains by doing nothing at 1 kWh a half hour; at 100 Wh four of seventeen do, at most 8 %', () => {
  const gains = (half: bigint, percent: number) =>
    HOME_NUMBERS.map((home) => ofFull([home], half, passive(percent))).filter((share) => share > 0);
  expect(gains(1_000n, 25)).toEqual([]);
  const few = gains(100n, 25);
  expect(few).toHaveLength(4);
  expect(Math.max(...few)).toBe(83);
  expect(gains(100n, 100)).toEqual([]);
});
