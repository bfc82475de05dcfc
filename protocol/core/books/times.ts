/** The times of a book, by the windows of genesis. protocol/core/books.md "Opening". */
import { U64 } from '../ssz.js';
import type { Windows } from '../windows.js';

/** Entries come before the gate, the regulator's share from the gate to the release, the result before the close. */
export const bookTimes = { gate: U64, release: U64, close: U64 } as const;

export interface BookTimes {
  readonly gate: bigint;
  readonly release: bigint;
  readonly close: bigint;
}

/** A time that leaves somebody less than genesis says. */
export interface ShortTime {
  readonly field: string;
  /** Seconds. */
  readonly least: number;
}

/**
 * Nobody's window may be shorter than genesis says, or one party's clock would be everybody's.
 * @param opened Unix seconds of the opening; unknown to whoever asks without a proof of it
 */
export function shortBookTime(
  windows: Windows,
  { gate, release, close }: BookTimes,
  opened?: bigint,
): ShortTime | undefined {
  const spans = [
    { field: 'gate', from: opened, to: gate, least: windows.gate },
    { field: 'release', from: gate, to: release, least: windows.release },
    { field: 'close', from: release, to: close, least: windows.close },
  ];
  const short = spans.find(({ from, to, least }) => from !== undefined && to - from < BigInt(least));
  return short && { field: short.field, least: short.least };
}
