/**
 * Clearing, batch by batch, and its result. Clear proves that all orders between two checkpoints were opened and
 * added up, close that levels and margins follow from the sums; here stand whose turn it is, the order of batches,
 * and which folds and state a proof must lead from. Relies on a list of orders that is final: the share is released
 * after the gate only. protocol/market.md, clear and close.
 */
import { clearSignals } from '@veilgrid/protocol/core/books/clear';
import { type CloseBody, closeSignals } from '@veilgrid/protocol/core/books/close';
import type { ClearingResult } from '@veilgrid/protocol/core/books/result';
import { container, Fr, listOf, Money, U8, U16, U32, U64 } from '@veilgrid/protocol/core/ssz';
import { ensure } from '@veilgrid/protocol/errors';
import { MAX_QTY, MIN_GROUP, paramsOf } from '@veilgrid/protocol/params';
import type { Handler } from '../core/handler.js';
import { batchCount, foldBounds } from '../core/lists/folds.js';
import { read, write } from '../core/record.js';
import type { StateContext, StateView } from '../core/view.js';
import { ensureOpen, requireAuction, returnLocks, setPhase } from './auction.js';
import { keys } from './keys.js';
import { orderList } from './order.js';

const { K: MAX_PERIODS } = paramsOf('full');

/** Batches done and the hidden state after the last of them. */
const Progress = container({ next: U32, state: Fr });

const Result = container({
  traded: U64,
  enough: U8,
  volume: Money,
  p: listOf(U16, MAX_PERIODS),
  lambdaBuy: listOf(U32, MAX_PERIODS),
  lambdaSell: listOf(U32, MAX_PERIODS),
});

export function clearingProgress(view: StateView, id: bigint): { next: number; state: bigint } {
  return read(view, keys.clearingProgress(id), Progress) ?? { next: 0, state: 0n };
}

/** The published result; undefined until the auction is closed, and for a void one. */
export function getResult(view: StateView, id: bigint): ClearingResult | undefined {
  const result = read(view, keys.clearingResult(id), Result);
  return result && { ...result, enough: result.enough === 1 };
}

/** The operator clears between the release of the regulator's share and the deadline. */
function ensureClearing(ctx: StateContext, view: StateView, id: bigint): void {
  const auction = requireAuction(view, id);
  ensureOpen(auction);
  ensure(auction.releasedScalar !== undefined, 'SHARE_NOT_RELEASED');
  ensure(ctx.time < auction.close, 'PHASE_WRONG');
}

export const clear: Handler<'clear'> = {
  check(ctx, view, body) {
    ensureClearing(ctx, view, body.auctionId);
    const { next } = clearingProgress(view, body.auctionId);
    const batches = batchCount(orderList(ctx, view, body.auctionId));
    // Batch 0 starts again: nothing but the state after the last batch depends on what was before.
    const inOrder = body.batch === 0 || (body.batch === next && next < batches);
    ensure(inOrder, 'BATCH_OUT_OF_ORDER', { field: 'batch', expected: next });
  },
  apply(_ctx, writer, body) {
    const progress = { next: body.batch + 1, state: body.stateOut };
    write(writer, keys.clearingProgress(body.auctionId), Progress, progress);
  },
  signals(ctx, view, body, context) {
    requireAuction(view, body.auctionId);
    const { state } = clearingProgress(view, body.auctionId);
    const list = orderList(ctx, view, body.auctionId);
    const bounds = foldBounds(view, list, body.batch);
    return clearSignals(body, context, { ...bounds, stateIn: state });
  },
};

/** Holds by proof; checked all the same, so that nothing malformed is ever published. */
function checkResult(K: number, body: CloseBody): void {
  const valid = (ok: boolean, field: string) => ensure(ok, 'RESULT_INVALID', { field });
  valid(body.traded < 1n << BigInt(K), 'traded');
  valid(body.enough <= 1, 'enough');
  valid(body.enough === 1 || body.volume === 0n, 'volume');
  for (let k = 0; k < K; k++) {
    const shown = ((body.traded >> BigInt(k)) & 1n) === 1n;
    valid(shown || body.p[k] === 0, `p.${k}`);
    valid(body.lambdaBuy[k]! <= (shown ? MAX_QTY : 0), `lambdaBuy.${k}`);
    valid(body.lambdaSell[k]! <= (shown ? MAX_QTY : 0), `lambdaSell.${k}`);
  }
}

export const close: Handler<'close'> = {
  check(ctx, view, body) {
    ensureClearing(ctx, view, body.auctionId);
    const { next } = clearingProgress(view, body.auctionId);
    const batches = batchCount(orderList(ctx, view, body.auctionId));
    ensure(next === batches, 'CLEARING_INCOMPLETE', { next, batches });
    checkResult(ctx.genesis.params.K, body);
  },
  apply(_ctx, writer, body) {
    const { auctionId } = body;
    write(writer, keys.clearingResult(auctionId), Result, body);
    setPhase(writer, auctionId, { outcome: 'closed' });
    returnLocks(writer, requireAuction(writer, auctionId));
  },
  signals(_ctx, view, body, context) {
    requireAuction(view, body.auctionId);
    return closeSignals(body, context, {
      state: clearingProgress(view, body.auctionId).state,
      minGroup: MIN_GROUP,
    });
  },
};
