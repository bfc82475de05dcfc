/** Days, their types, and when half hours begin. docs/protocol/flexibility.md "Times". */
import { SECONDS_PER_DAY } from '@veilgrid/protocol/params';
import { type FlexibilityBook, isSet } from './book.js';

const DAY = BigInt(SECONDS_PER_DAY);

export const dayAt = (time: bigint) => Number(time / DAY);
export const startOfDay = (day: number) => BigInt(day) * DAY;
export const days = (count: number) => BigInt(count) * DAY;

/** Saturdays, Sundays, and what the DSO has published. Day 0 was a Thursday. */
export function isDayOff({ daysOff }: Pick<FlexibilityBook, 'daysOff'>, day: number): boolean {
  return [0, 6].includes((day + 4) % 7) || daysOff.has(day);
}

interface Called {
  readonly day: number;
  readonly callLead: number;
  readonly window: bigint;
}

/** Half hour k is called before this time. */
export function callableUntil(K: number, { day, callLead }: Called, k: number): bigint {
  return startOfDay(day) + (DAY * BigInt(k)) / BigInt(K) - BigInt(callLead);
}

/** For the first and the last half hour of the window. */
export function callTimes(K: number, need: Called): readonly [first: bigint, last: bigint] {
  const periods = [...Array(K).keys()].filter((k) => isSet(need.window, k));
  return [callableUntil(K, need, periods[0]!), callableUntil(K, need, periods.at(-1)!)];
}
