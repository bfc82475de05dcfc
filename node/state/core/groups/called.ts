/**
 * Half hours that were called over a zone and day: sides of such a word would show who answered, so its net alone is
 * opened. Relies on whoever calls to leave its mark before the day's groups freeze. protocol/core.md "Words".
 */
import { wordsIn } from '@veilgrid/protocol/core/groups/parts';
import { U64 } from '@veilgrid/protocol/core/ssz';
import { keys } from '../keys.js';
import { read, write } from '../record.js';
import type { StateView, StateWriter } from '../view.js';

/** Bit k: half hour k of the day was called. */
export const CalledMark = U64;

export function calledPeriods(view: StateView, zone: number, day: number): bigint {
  return read(view, keys.called(zone, day), CalledMark) ?? 0n;
}

/** @param bits added to those that were called before */
export function markCalled(writer: StateWriter, zone: number, day: number, bits: bigint): void {
  write(writer, keys.called(zone, day), CalledMark, calledPeriods(writer, zone, day) | bits);
}

/** Bit w: a half hour of word w was called. */
export function calledWords(view: StateView, zone: number, day: number): number {
  return wordsIn(calledPeriods(view, zone, day));
}
