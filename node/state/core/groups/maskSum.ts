/**
 * The proven sums of A's and B's masks over a set of groups, batch by batch. Relies on the set being frozen and
 * on its tags' checkpoints: a sum goes through every accepted tag, once. protocol/core.md, maskSum.
 */
import { aggregatorOf, type MaskSumBody, maskSumSignals } from '@veilgrid/protocol/core/groups/maskSum';
import { container, Fr, listOf, U32 } from '@veilgrid/protocol/core/ssz';
import { ensure } from '@veilgrid/protocol/errors';
import { paramsOf } from '@veilgrid/protocol/params';
import type { Aggregator } from '@veilgrid/protocol/roles';
import type { Handler } from '../handler.js';
import { keys } from '../keys.js';
import { foldBounds } from '../lists/folds.js';
import { has, read, write } from '../record.js';
import type { StateContext, StateView } from '../view.js';
import { memberCount, requireGroup, tagList } from './group.js';
import { requireSet } from './mergedSet.js';

/** Batches done of the whole set and the hidden sums after the last of them. */
const Progress = container({ next: U32, state: Fr });
const Sum = listOf(Fr, paramsOf('full').laneWords);

/** @param host the group that closes the set */
export function maskSumProgress(view: StateView, host: bigint, aggregator: number) {
  return read(view, keys.maskSumProgress(host, aggregator), Progress) ?? { next: 0, state: 0n };
}

/** The proven sum of one role's masks over the whole set. @param host the group that closes it */
export function getMaskSum(view: StateView, host: bigint, aggregator: number): bigint[] | undefined {
  return read(view, keys.maskSum(host, aggregator), Sum);
}

function aggregator(body: MaskSumBody): Aggregator {
  const role = aggregatorOf(body.aggregator);
  ensure(role !== undefined, 'VALUE_OUT_OF_RANGE', { field: 'aggregator' });
  return role;
}

/** Where a group's batch stands among all batches of its set. */
function placeOf(ctx: StateContext, view: StateView, body: MaskSumBody) {
  const set = requireSet(ctx, view, body.auctionId);
  const batches = set.map((id) => Math.ceil(memberCount(view, id) / ctx.genesis.params.maskN));
  const total = (counts: readonly number[]) => counts.reduce((a, b) => a + b, 0);
  const own = set.indexOf(body.auctionId);
  const number = total(batches.slice(0, own)) + body.batch;
  return {
    host: set.at(-1)!,
    number,
    exists: body.batch < batches[own]!,
    last: number === total(batches) - 1,
  };
}

/** A set is frozen when its last group is; nothing below MIN_GROUP is opened alone. */
export const maskSum: Handler<'maskSum'> = {
  check(ctx, view, body) {
    ensure(ctx.time >= requireGroup(view, body.auctionId).freezes, 'PHASE_WRONG');
    const { host, number, exists } = placeOf(ctx, view, body);
    ensure(!has(view, keys.maskSum(host, body.aggregator)), 'MASK_SUM_FINAL');
    const { next } = maskSumProgress(view, host, body.aggregator);
    // Starting again is allowed until the last batch, which is final.
    const inOrder = exists && (number === 0 || number === next);
    ensure(inOrder, 'BATCH_OUT_OF_ORDER', { field: 'batch', expected: next });
  },
  apply(ctx, writer, body) {
    const { host, number, last } = placeOf(ctx, writer, body);
    const progress = { next: number + 1, state: body.stateOut };
    write(writer, keys.maskSumProgress(host, body.aggregator), Progress, progress);
    if (last) write(writer, keys.maskSum(host, body.aggregator), Sum, body.sum);
  },
  signals(ctx, view, body, context) {
    const { host, number, last } = placeOf(ctx, view, body);
    const role = aggregator(body);
    const list = tagList(ctx, view, body.auctionId, role);
    const first = number === 0;
    return maskSumSignals(body, role, context, {
      ...foldBounds(view, list, body.batch),
      stateIn: first ? 0n : maskSumProgress(view, host, body.aggregator).state,
      first,
      last,
    });
  },
};
