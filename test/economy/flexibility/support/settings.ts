/** Years of needs, and in how many of them inflating a baseline pays under a rule. */
import { Random } from '../../support/random.js';
import { DAYS, isWorking } from './homes.js';
import { bestDays, gainOf } from './inflation.js';
import { openedUnder, type PlannedNeed, type Rule } from './openings.js';

/** Price units of 0.01 a kWh. */
export const CENT = 1_000n;
const WORKING = Array.from({ length: DAYS }, (_, day) => day).filter((day) => day > 30 && isWorking(day));

export interface Setting {
  readonly planned: readonly PlannedNeed[];
  readonly costOf: (day: number) => bigint;
}

export const needOn = (day: number, rate: bigint): PlannedNeed => ({
  day,
  opened: day - 2,
  ceiling: rate,
  rate,
});

/** Every call as dear as the other. */
export const YEARS: readonly Setting[] = [15n, 60n, 150n, 300n].flatMap((price) =>
  [0.05, 0.1, 0.2, 0.4].flatMap((share) =>
    [3n, 10n, 30n].map((cost) => {
      const random = new Random(7);
      const days = WORKING.filter(() => random.chance(share));
      return { planned: days.map((day) => needOn(day, price * CENT)), costOf: () => cost * CENT };
    }),
  ),
);

/** The i-th call at 1/i of what the first may cost. */
export const FALLING: readonly Setting[] = [3n, 10n, 30n].flatMap((cost) =>
  [2, 4, 8].flatMap((calls) =>
    [1, 3].map((apart) => {
      const days = WORKING.filter((day, i) => day > 100 && i % apart === 0).slice(0, calls);
      const first = 10n * cost * CENT;
      return { planned: days.map((day, i) => needOn(day, first / BigInt(i + 1))), costOf: () => cost * CENT };
    }),
  ),
);

/** Needs of overlapping areas, working days and others, called and not, at costs that differ by day. */
export function randomSetting(seed: number): Setting {
  const random = new Random(seed);
  const costs = Array.from({ length: 200 }, () => BigInt(random.int(1, 30)) * CENT);
  const planned = Array.from({ length: random.int(2, 40) }, () => {
    const day = random.int(40, 160);
    const ceiling = BigInt(random.int(1, random.pick([30, 100, 300]))) * CENT;
    const rate = random.chance(0.7) ? (ceiling * BigInt(random.int(50, 100))) / 100n : undefined;
    return { day, opened: day - random.int(0, 5), ceiling, rate };
  });
  return { planned: planned.sort((a, b) => a.opened - b.opened), costOf: (day) => costs[day]! };
}

export const opened = (rule: Rule, { planned, costOf }: Setting) => openedUnder(rule, planned, costOf);

/** In how many settings a home gains that wastes 1 kWh on every working day without a call. */
export function paysAlways(rule: Rule, settings: readonly Setting[]): number {
  return settings.filter((setting) => {
    const needs = opened(rule, setting);
    const called = new Set(needs.map(({ day }) => day));
    const free = Array.from({ length: DAYS }, (_, day) => day).filter(
      (day) => isWorking(day) && !called.has(day),
    );
    return gainOf(needs, new Set(free), setting.costOf) > 0n;
  }).length;
}

/** In how many a home gains that foresees every call, and wastes on no day but those where it is worth it. */
export function paysForesight(rule: Rule, settings: readonly Setting[]): number {
  return settings.filter((setting) => {
    const needs = opened(rule, setting);
    return gainOf(needs, bestDays(needs, setting.costOf), setting.costOf) > 0n;
  }).length;
}

export const countOpened = (rule: Rule, settings: readonly Setting[]) =>
  settings.reduce((sum, setting) => sum + opened(rule, setting).length, 0);
