/**
 * Running hashes of append-only lists, with a checkpoint every so many items: one batch of a proof each. Clear and maskSum
 * refold from one checkpoint to the next, so nothing can be dropped, added or reordered. Relies on whoever owns a
 * list to keep its count and newest fold. protocol/core.md "Lists and folds".
 */
import { fold } from '@veilgrid/protocol/core/lists';
import { Fr } from '@veilgrid/protocol/core/ssz';
import { mustRead, write } from '../record.js';
import type { StateContext, StateView, StateWriter } from '../view.js';

export interface FoldedList {
  /** What the fold begins with: the id of the auction or group whose list it is. */
  readonly start: bigint;
  readonly count: number;
  readonly current: bigint;
  /** Items that one proof takes. */
  readonly batch: number;
  readonly checkpoint: (batch: number) => string;
}

/** The fold with `item` appended. */
export function appendFold(
  { hasher }: StateContext,
  writer: StateWriter,
  list: FoldedList,
  item: bigint,
): bigint {
  const next = fold(hasher, list.current, item);
  const count = list.count + 1;
  if (count % list.batch === 0) write(writer, list.checkpoint(count / list.batch), Fr, next);
  return next;
}

/** Batches that cover the list; an empty one still takes one, which proves that it is empty. */
export function batchCount({ count, batch }: FoldedList): number {
  return Math.max(1, Math.ceil(count / batch));
}

export function foldBounds(view: StateView, list: FoldedList, batch: number) {
  const at = (b: number) => {
    if (b === 0) return list.start;
    return b * list.batch >= list.count ? list.current : mustRead(view, list.checkpoint(b), Fr);
  };
  return { foldStart: at(batch), foldEnd: at(batch + 1) };
}
