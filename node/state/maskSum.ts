import { aggregatorOf, type MaskSumBody, maskSumSignals } from '@veilgrid/protocol/aggregate';
import { ensure } from '@veilgrid/protocol/errors';
import { MIN_GROUP, paramsOf } from '@veilgrid/protocol/params';
import type { Aggregator } from '@veilgrid/protocol/roles';
import { container, Fr, listOf, U32 } from '@veilgrid/protocol/ssz';
import { requireAuction } from './auction.js';
import { batchCount, foldBounds } from './folds.js';
import type { Handler } from './handler.js';
import { keys } from './keys.js';
import { has, read, write } from './record.js';
import { settlementCount, tagList } from './settlement.js';
import type { StateContext, StateView } from './view.js';

/** Batches done and the hidden sums after the last of them. */
const Progress = container({ next: U32, state: Fr });
const Sum = listOf(Fr, paramsOf('full').laneWords);

export function maskSumProgress(view: StateView, id: bigint, aggregator: number) {
  return read(view, keys.maskSumProgress(id, aggregator), Progress) ?? { next: 0, state: 0n };
}

/** The proven sum of one role's masks over the whole auction. */
export function getMaskSum(view: StateView, id: bigint, aggregator: number): bigint[] | undefined {
  return read(view, keys.maskSum(id, aggregator), Sum);
}

function aggregator(body: MaskSumBody): Aggregator {
  const role = aggregatorOf(body.aggregator);
  ensure(role !== undefined, 'VALUE_OUT_OF_RANGE', { field: 'aggregator' });
  return role;
}

function isLast(ctx: StateContext, view: StateView, body: MaskSumBody): boolean {
  return body.batch === batchCount(ctx.genesis.params, settlementCount(view, body.auctionId)) - 1;
}

/** The set is frozen from settleEnd on; below MIN_GROUP nothing is ever opened. */
export const maskSum: Handler<'maskSum'> = {
  check(ctx, view, body) {
    const auction = requireAuction(view, body.auctionId);
    ensure(ctx.time >= auction.settleEnd, 'PHASE_WRONG');
    const members = settlementCount(view, body.auctionId);
    ensure(members >= MIN_GROUP, 'GROUP_TOO_SMALL', { members });
    ensure(!has(view, keys.maskSum(body.auctionId, body.aggregator)), 'MASK_SUM_FINAL');
    const { next } = maskSumProgress(view, body.auctionId, body.aggregator);
    // The last batch is final, so `next` always stands for one that is still to come.
    const inOrder = body.batch === 0 || body.batch === next;
    ensure(inOrder, 'BATCH_OUT_OF_ORDER', { field: 'batch', expected: next });
  },
  apply(ctx, writer, body) {
    const { auctionId, batch, stateOut, sum } = body;
    write(writer, keys.maskSumProgress(auctionId, body.aggregator), Progress, {
      next: batch + 1,
      state: stateOut,
    });
    if (isLast(ctx, writer, body)) write(writer, keys.maskSum(auctionId, body.aggregator), Sum, sum);
  },
  signals(ctx, view, body, context) {
    requireAuction(view, body.auctionId);
    const role = aggregator(body);
    const list = tagList(ctx, view, body.auctionId, role);
    return maskSumSignals(body, role, context, {
      ...foldBounds(ctx.genesis.params, view, list, body.batch),
      stateIn: body.batch === 0 ? 0n : maskSumProgress(view, body.auctionId, body.aggregator).state,
      first: body.batch === 0,
      last: isLast(ctx, view, body),
    });
  },
};
