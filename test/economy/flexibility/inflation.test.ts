import { gainOf } from './support/inflation.js';
import { INFLATION, roomOf, WEAKER } from './support/openings.js';
import {
  CENT,
  countOpened,
  FALLING,
  needOn,
  opened,
  paysAlways,
  paysForesight,
  randomSetting,
  type Setting,
  YEARS,
} from './support/settings.js';

const RANDOM = Array.from({ length: 200 }, (_, i) => randomSetting(i + 1));

test('wasting 1 kWh a day for a year pays in 24 of 48 settings without the rule, with foresight in 37; under it in none', () => {
  expect([paysAlways(WEAKER.none, YEARS), paysForesight(WEAKER.none, YEARS)]).toEqual([24, 37]);
  expect([paysAlways(INFLATION, YEARS), paysForesight(INFLATION, YEARS)]).toEqual([0, 0]);
  // Of 1,860 openings: those of low prices and few calls stand.
  expect([countOpened(WEAKER.none, YEARS), countOpened(INFLATION, YEARS)]).toEqual([1_860, 409]);
});

test('falling ceilings pass a rule that counts calls in 18 of 18 settings, and one that adds up their rates in none', () => {
  expect(paysForesight(WEAKER.counts, FALLING)).toBe(18);
  expect(paysForesight(INFLATION, FALLING)).toBe(0);
  expect(countOpened(INFLATION, FALLING)).toBeGreaterThanOrEqual(FALLING.length);
});

test('of 200 random years inflation with foresight pays in none', () => {
  expect(paysForesight(INFLATION, RANDOM)).toBe(0);
  expect(countOpened(INFLATION, RANDOM)).toBeGreaterThan(800);
  expect(paysForesight(WEAKER.none, RANDOM)).toBeGreaterThan(150);
  expect(paysForesight(WEAKER.calledOnly, RANDOM)).toBeGreaterThan(0);
  expect(paysForesight(WEAKER.ownDay, RANDOM)).toBeGreaterThan(150);
});

const cost = 10n * CENT;
const bound = BigInt(roomOf(0)) * cost;
const evenly: Setting['costOf'] = () => cost;
/** A Wednesday. */
const DAY = 100;

test('a foreseen call at n times the cost of a Wh is worth nothing; a unit more would pay, and is refused', () => {
  const planned = (rate: bigint) => ({ planned: [needOn(DAY, rate)], costOf: evenly });
  const [fair] = opened(INFLATION, planned(bound));
  expect(gainOf([fair!], new Set(fair!.listed), evenly)).toBe(0n);
  expect(opened(INFLATION, planned(bound + 1n))).toEqual([]);
  const [dearer] = opened(WEAKER.none, planned(bound + 1n));
  expect(gainOf([dearer!], new Set(dearer!.listed), evenly)).toBeGreaterThan(0n);
});

test('two needs open at once, each allowed alone: together they would pay, and the second is refused', () => {
  const two = {
    planned: [0, 1].map((i) => ({ day: DAY + i, opened: DAY - 2, ceiling: bound, rate: bound })),
    costOf: evenly,
  };
  expect(opened(INFLATION, two)).toHaveLength(1);
  expect(paysForesight(INFLATION, [two])).toBe(0);
  expect(paysForesight(WEAKER.calledOnly, [two])).toBe(1);
});

test('a dear day after cheap ones: by its own price a call would be allowed that pays', () => {
  const costOf = (day: number) => (day === DAY ? 30n : 3n) * CENT;
  const dear = (rate: bigint) => ({ planned: [needOn(DAY, rate)], costOf });
  expect(paysForesight(WEAKER.ownDay, [dear(300n * CENT)])).toBe(1);
  expect(opened(INFLATION, dear(30n * CENT + 1n))).toEqual([]);
  expect(opened(INFLATION, dear(30n * CENT))).toHaveLength(1);
});

test('on days off, of which four are listed, four tenths of it are allowed', () => {
  const saturday = DAY - (DAY % 7) + 5;
  const off = (rate: bigint) => opened(INFLATION, { planned: [needOn(saturday, rate)], costOf: evenly });
  expect(off(4n * cost)).toHaveLength(1);
  expect(off(4n * cost + 1n)).toEqual([]);
});
