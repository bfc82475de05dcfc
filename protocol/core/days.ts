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
