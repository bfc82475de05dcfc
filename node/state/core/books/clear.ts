/**
 * Clearing, batch by batch. The statement proves that all entries between two checkpoints were opened and added up;
 * here stand whose turn it is, the order of batches, and which folds and state a proof must lead from. Relies on a
 * list that is final: the share is released after the gate only. protocol/market.md, clear.
 */
import { clearSignals } from '@veilgrid/protocol/core/books/clear';
import { container, Fr, U32 } from '@veilgrid/protocol/core/ssz';
import { ensure } from '@veilgrid/protocol/errors';
import type { Handler } from '../handler.js';
import { keys } from '../keys.js';
import { batchCount, foldBounds } from '../lists/folds.js';
import { read, write } from '../record.js';
import type { StateContext, StateView } from '../view.js';
import { ensureOpen, requireBook } from './book.js';
import { entryList } from './entries.js';

/** Batches done and the hidden state after the last of them. */
const Progress = container({ next: U32, state: Fr });

export function clearingProgress(view: StateView, id: bigint): { next: number; state: bigint } {
  return read(view, keys.clearingProgress(id), Progress) ?? { next: 0, state: 0n };
}

/** The operator clears and closes between the release of the regulator's share and the deadline. */
export function ensureClearing(ctx: StateContext, view: StateView, id: bigint): void {
  const book = requireBook(view, id);
  ensureOpen(book);
  ensure(book.releasedScalar !== undefined, 'SHARE_NOT_RELEASED');
  ensure(ctx.time < book.close, 'PHASE_WRONG');
}

export const clear: Handler<'clear'> = {
  check(ctx, view, body) {
    ensureClearing(ctx, view, body.auctionId);
    const { next } = clearingProgress(view, body.auctionId);
    const batches = batchCount(entryList(ctx, view, body.auctionId));
    // Batch 0 starts again: nothing but the state after the last batch depends on what was before.
    const inOrder = body.batch === 0 || (body.batch === next && next < batches);
    ensure(inOrder, 'BATCH_OUT_OF_ORDER', { field: 'batch', expected: next });
  },
  apply(_ctx, writer, body) {
    const progress = { next: body.batch + 1, state: body.stateOut };
    write(writer, keys.clearingProgress(body.auctionId), Progress, progress);
  },
  signals(ctx, view, body, context) {
    requireBook(view, body.auctionId);
    const { state } = clearingProgress(view, body.auctionId);
    const list = entryList(ctx, view, body.auctionId);
    const bounds = foldBounds(view, list, body.batch);
    return [clearSignals(body, context, { ...bounds, stateIn: state })];
  },
};
