/**
 * The result of a book. The statement proves that levels and margins follow from the sums, and from how many entries on
 * there are enough; here stands that every batch was gone through. What a result means, and what a book is worth whose
 * entries are not enough, its module says. protocol/market.md, close.
 */
import { type CloseBody, closeSignals } from '@veilgrid/protocol/core/books/close';
import type { ClearingResult } from '@veilgrid/protocol/core/books/result';
import { container, listOf, Money, U8, U16, U32, U64 } from '@veilgrid/protocol/core/ssz';
import { ensure } from '@veilgrid/protocol/errors';
import { MAX_QTY, paramsOf } from '@veilgrid/protocol/params';
import type { Handler } from '../handler.js';
import { keys } from '../keys.js';
import { batchCount } from '../lists/folds.js';
import { read, write } from '../record.js';
import type { StateView } from '../view.js';
import { type Book, requireBook, setPhase } from './book.js';
import { clearingProgress, ensureClearing } from './clear.js';
import { entryList } from './entries.js';
import { returnLocks } from './locks.js';

const { K: MAX_PERIODS } = paramsOf('full');

const Result = container({
  traded: U64,
  enough: U8,
  volume: Money,
  p: listOf(U16, MAX_PERIODS),
  lambdaBuy: listOf(U32, MAX_PERIODS),
  lambdaSell: listOf(U32, MAX_PERIODS),
});

/** The published result; undefined until the book is closed, and for a void one. */
export function getResult(view: StateView, id: bigint): ClearingResult | undefined {
  const result = read(view, keys.clearingResult(id), Result);
  return result && { ...result, enough: result.enough === 1 };
}

/** Holds by proof; checked all the same, so that nothing malformed is ever published. */
function checkResult(K: number, { hides }: Book, body: CloseBody): void {
  const valid = (ok: boolean, field: string) => ensure(ok, 'RESULT_INVALID', { field });
  valid(body.traded < 1n << BigInt(K), 'traded');
  valid(body.enough <= 1, 'enough');
  valid(body.enough === 1 || body.volume === 0n, 'volume');
  valid(body.enough === 1 || hides === 0 || body.traded === 0n, 'traded');
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
    const batches = batchCount(entryList(ctx, view, body.auctionId));
    ensure(next === batches, 'CLEARING_INCOMPLETE', { next, batches });
    checkResult(ctx.genesis.params.K, requireBook(view, body.auctionId), body);
  },
  apply(ctx, writer, body) {
    const { auctionId } = body;
    write(writer, keys.clearingResult(auctionId), Result, body);
    setPhase(writer, auctionId, { outcome: 'closed', endedAt: ctx.time });
    returnLocks(writer, requireBook(writer, auctionId));
  },
  signals(_ctx, view, body, context) {
    const { minGroup, hides } = requireBook(view, body.auctionId);
    const { state } = clearingProgress(view, body.auctionId);
    return [closeSignals(body, context, { state, minGroup, hides })];
  },
};
