/**
 * The list of a book: what was put in, in order, as a fold with checkpoints that clearing refolds and as a tree that
 * settlements open. Relies on the module to append before the gate only, after `ensureEntry`; from the gate on number,
 * root and fold are final. The entries' own records are the module's. protocol/core/books.md "The list".
 */
import { capacity } from '@veilgrid/protocol/core/crypto/tree';
import { appendLeaf, emptyFrontier, frontierRoot } from '@veilgrid/protocol/core/lists';
import { container, Fr, U32 } from '@veilgrid/protocol/core/ssz';
import { ensure } from '@veilgrid/protocol/errors';
import { MAX_GROUP, type Params } from '@veilgrid/protocol/params';
import { keys } from '../keys.js';
import { appendFold, type FoldedList } from '../lists/folds.js';
import { FrontierRecord, fromFrontier, toFrontier } from '../lists/frontier.js';
import { mustRead, write } from '../record.js';
import type { StateContext, StateView, StateWriter } from '../view.js';
import type { Book } from './book.js';

/** What every entry moves on. */
const Head = container({ count: U32, fold: Fr, root: Fr, frontier: FrontierRecord });

function headOf(view: StateView, id: bigint) {
  return mustRead(view, keys.bookEntries(id), Head);
}

/** Number and root of a book's entries. The book must exist. */
export function entriesOf(view: StateView, id: bigint): { count: number; root: bigint } {
  const { count, root } = headOf(view, id);
  return { count, root };
}

/** The list of commitments that clearing must go through, none left out. */
export function entryList({ genesis }: StateContext, view: StateView, id: bigint): FoldedList {
  const { count, fold } = headOf(view, id);
  return {
    start: id,
    count,
    current: fold,
    batch: genesis.params.clearN,
    checkpoint: (batch) => keys.bookCheckpoint(id, batch),
  };
}

function maxEntries(params: Params): number {
  return Math.min(MAX_GROUP, capacity(params.orderDepth));
}

/** @throws ProtocolError GATE_CLOSED */
export function ensureBeforeGate({ time }: StateContext, { gate }: Book): void {
  ensure(time < gate, 'GATE_CLOSED');
}

/** @throws ProtocolError VALUE_OUT_OF_RANGE, AUCTION_FULL */
export function ensureEntry({ genesis }: StateContext, view: StateView, { id }: Book, c: bigint): void {
  // 0 is the empty leaf.
  ensure(c !== 0n, 'VALUE_OUT_OF_RANGE', { field: 'c' });
  ensure(headOf(view, id).count < maxEntries(genesis.params), 'AUCTION_FULL');
}

/** A book without entries. */
export function openEntries(ctx: StateContext, writer: StateWriter, id: bigint): void {
  const frontier = emptyFrontier(ctx.genesis.params.orderDepth);
  const root = frontierRoot(ctx.hasher, frontier);
  write(writer, keys.bookEntries(id), Head, { count: 0, fold: id, root, frontier: fromFrontier(frontier) });
}

/** @returns the entry's index */
export function appendEntry(ctx: StateContext, writer: StateWriter, id: bigint, c: bigint): number {
  const { count, frontier } = headOf(writer, id);
  const next = appendLeaf(ctx.hasher, toFrontier(frontier), c);
  write(writer, keys.bookEntries(id), Head, {
    count: count + 1,
    fold: appendFold(ctx, writer, entryList(ctx, writer, id), c),
    root: frontierRoot(ctx.hasher, next),
    frontier: fromFrontier(next),
  });
  return count;
}
