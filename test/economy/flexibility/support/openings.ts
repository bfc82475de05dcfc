/**
 * Needs of one half hour over a year, as a ledger takes or refuses them. Of a day all are of areas that overlap, so
 * that a home may sell to any of them, and to one. docs/protocol/flexibility.md "INFLATION_PAYS".
 */
import { paramsOf } from '@veilgrid/protocol/params';
import { isWorking } from './homes.js';
import { BACK } from './lists.js';

const { baselineDays, offDays } = paramsOf('full');

export interface PlannedNeed {
  readonly day: number;
  /** The day on which it is opened. */
  readonly opened: number;
  /** Price units a Wh, the most that a call may pay. */
  readonly ceiling: bigint;
  /** What a call pays; undefined where nothing is called. */
  readonly rate: bigint | undefined;
}

export interface OpenedNeed extends PlannedNeed {
  readonly listed: readonly number[];
}

/** Of a rule, what it takes the needs before for, and what a Wh costs at least. */
export interface Rule {
  paid(needs: readonly OpenedNeed[], need: OpenedNeed): bigint;
  cost(need: OpenedNeed, costOf: (day: number) => bigint): bigint;
}

const least = (values: readonly bigint[]) => values.reduce((a, b) => (b < a ? b : a));
const most = (values: readonly bigint[]) => values.reduce((a, b) => (b > a ? b : a), 0n);

/** By the opening on a day, whether the call of another day is known. */
const isPast = (need: OpenedNeed, opened: number) => need.day < opened;

function paidOf(need: OpenedNeed, opened: number): bigint {
  return isPast(need, opened) ? (need.rate ?? 0n) : need.ceiling;
}

function counted(needs: readonly OpenedNeed[], { day, opened }: OpenedNeed): OpenedNeed[] {
  return needs.filter(
    (other) => other.day >= opened - BACK && other.day !== day && isWorking(other.day) === isWorking(day),
  );
}

const cheapest: Rule['cost'] = ({ day, listed }, costOf) => least([day, ...listed].map(costOf));

export const INFLATION: Rule = {
  paid(needs, need) {
    const near = counted(needs, need);
    const days = [...new Set(near.map(({ day }) => day))];
    const onDay = (day: number) => most(near.filter((x) => x.day === day).map((x) => paidOf(x, need.opened)));
    return days.reduce((sum, day) => sum + onDay(day), 0n);
  },
  cost: cheapest,
};

/** Rules that look like it and are not enough. */
export const WEAKER: Readonly<Record<'none' | 'counts' | 'calledOnly' | 'ownDay', Rule>> = {
  none: { paid: () => 0n, cost: () => 1n << 60n },
  /** Each call before as dear as this one. */
  counts: {
    paid: (needs, need) =>
      need.ceiling * BigInt(counted(needs, need).filter((x) => !isPast(x, need.opened) || x.rate).length),
    cost: cheapest,
  },
  /** Needs that still wait for their call do not count. */
  calledOnly: {
    paid: (needs, need) =>
      INFLATION.paid(
        needs.filter((x) => isPast(x, need.opened)),
        need,
      ),
    cost: cheapest,
  },
  /** The price of the need's own day. */
  ownDay: { paid: INFLATION.paid, cost: ({ day }, costOf) => costOf(day) },
};

export const roomOf = (day: number) => (isWorking(day) ? baselineDays : offDays);

/** Days of the need's type before the opening on which nothing was called. */
function listFor(needs: readonly OpenedNeed[], { day, opened }: PlannedNeed): number[] {
  const called = new Set(needs.filter(({ rate }) => rate !== undefined).map((need) => need.day));
  const listed: number[] = [];
  for (let d = opened - 1; d >= Math.max(0, opened - BACK) && listed.length < roomOf(day); d--)
    if (isWorking(d) === isWorking(day) && !called.has(d)) listed.push(d);
  return listed;
}

/** @param planned in the order of their openings; @returns those that the rule takes */
export function openedUnder(
  rule: Rule,
  planned: readonly PlannedNeed[],
  costOf: (day: number) => bigint,
): OpenedNeed[] {
  const needs: OpenedNeed[] = [];
  for (const plan of planned) {
    const need = { ...plan, listed: listFor(needs, plan) };
    if (need.listed.length < roomOf(need.day)) continue;
    const bound = BigInt(need.listed.length) * rule.cost(need, costOf);
    if (rule.paid(needs, need) + need.ceiling <= bound) needs.push(need);
  }
  return needs;
}
