/** When a half hour may still be called. docs/protocol/flexibility.md "Times". */
import { hasBit } from '../core/bits.js';
import { SECONDS_PER_DAY } from '../params.js';
import type { NeedTerms } from './need.js';

/** The least distance of a call from its half hour, seconds. */
export const LEAST_LEAD = 1800;

/** Unix seconds at which half hour k of a day begins. */
export function periodStart(K: number, day: number, k: number): bigint {
  return BigInt(SECONDS_PER_DAY * day + Math.floor((SECONDS_PER_DAY * k) / K));
}

type Called = Pick<NeedTerms, 'day' | 'callLead' | 'window'>;

/** Half hour k is called before this time, or not at all. */
export function lastCall(K: number, { day, callLead }: Called, k: number): bigint {
  return periodStart(K, day, k) - BigInt(callLead);
}

/** Half hours of the window, ascending. */
export function windowPeriods(K: number, { window }: Pick<NeedTerms, 'window'>): number[] {
  return Array.from({ length: K }, (_, k) => k).filter((k) => hasBit(window, k));
}

/** From here on nothing is called any more. The window is not empty. */
export function callsEnd(K: number, need: Called): bigint {
  return lastCall(K, need, windowPeriods(K, need).at(-1)!);
}
