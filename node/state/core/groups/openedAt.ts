/**
 * When a role opened what of a set: whoever waits for it tells by this whose silence it waited for. Relies on maskSum to
 * say so with every opening; what was opened first is dated once. docs/protocol/core/groups.md.
 */
import { container, type Infer, U64 } from '@veilgrid/protocol/core/ssz';
import { keys } from '../keys.js';
import { read, write } from '../record.js';
import type { StateContext, StateView, StateWriter } from '../view.js';

/** Times of blocks, Unix seconds; 0 until then. */
const OpenedAt = container({ first: U64, rest: U64 });
export type OpenedAt = Infer<typeof OpenedAt>;

/** @param host the group that closes the set */
export function openedAt(view: StateView, host: bigint, aggregator: number): OpenedAt {
  return read(view, keys.openedAt(host, aggregator), OpenedAt) ?? { first: 0n, rest: 0n };
}

export function dateOpening(
  { time }: Pick<StateContext, 'time'>,
  writer: StateWriter,
  host: bigint,
  aggregator: number,
  opening: keyof OpenedAt,
): void {
  const before = openedAt(writer, host, aggregator);
  if (before[opening] !== 0n) return;
  write(writer, keys.openedAt(host, aggregator), OpenedAt, { ...before, [opening]: time });
}
