/** Days of the chain's time, since 1970-01-01 UTC. docs/protocol/core.md "Encodings". */
import { SECONDS_PER_DAY } from '../params.js';

/** The UTC day that a time in Unix seconds falls into. */
export function dayOf(time: bigint): number {
  return Number(time / BigInt(SECONDS_PER_DAY));
}

/** Whether a day is over at a time. */
export function isOver(day: number, time: bigint): boolean {
  return dayOf(time) > day;
}

/** 9999-12-31, and its last second: later times have no date of a common form. */
export const LAST_DATED_DAY = 2_932_896;
export const LAST_DATED_SECOND = (LAST_DATED_DAY + 1) * SECONDS_PER_DAY - 1;
