/** What operator and aggregators submit on a simulated day. */
import { clearingProgress } from '@veilgrid/node/state/clearing';
import { foldBounds } from '@veilgrid/node/state/folds';
import { maskSumProgress } from '@veilgrid/node/state/maskSum';
import { orderList } from '@veilgrid/node/state/order';
import { tagList } from '@veilgrid/node/state/settlement';
import type { VerifiedTx } from '@veilgrid/node/state/verified';
import {
  addMasks,
  initialMaskSum,
  maskSumCircuitInputs,
  maskSumCommitment,
} from '@veilgrid/protocol/aggregate';
import {
  addOrders,
  clearCircuitInputs,
  clearingStateCommitment,
  closeCircuitInputs,
  initialClearingState,
  type PeriodClearing,
  publishedResult,
} from '@veilgrid/protocol/clearing';
import { MIN_GROUP } from '@veilgrid/protocol/params';
import type { Aggregator } from '@veilgrid/protocol/roles';
import { jsMatcher } from '@veilgrid/wasm-core';
import type { BodyOf } from '../../state/support/chain.js';
import { AUCTION_ID } from '../../state/support/day.js';
import { PARAMS } from '../../state/support/genesis.js';
import type { Member } from './member.js';
import { hasher } from './primitives.js';
import type { SimDay } from './simDay.js';

const { K, N } = PARAMS;
const saltAfter = (batch: number) => 100n + BigInt(batch);

export function clearedPeriods(day: SimDay): PeriodClearing[] {
  return jsMatcher.clearDay(
    day.placed().map((o) => o.plan.cells),
    K,
  );
}

/** The batches of a clearing, each to be accepted before the next is made. */
export function* clearTxs(
  day: SimDay,
  periods: readonly PeriodClearing[],
  orders = day.placed(),
): Generator<VerifiedTx> {
  const { store } = day.chain;
  let before = initialClearingState(PARAMS);
  for (let batch = 0; batch < Math.max(1, Math.ceil(orders.length / N)); batch++) {
    const group = orders.slice(N * batch, N * (batch + 1));
    const saltOut = saltAfter(batch);
    const cells = group.map((o) => o.plan.cells);
    const after = addOrders(before, saltOut, cells, periods);
    const witness = clearCircuitInputs(PARAMS, {
      context: 0n,
      auctionId: AUCTION_ID,
      ...foldBounds(PARAMS, store, orderList(store, AUCTION_ID), batch),
      stateIn: batch === 0 ? 0n : clearingProgress(store, AUCTION_ID).state,
      first: batch === 0,
      orders: group.map((o) => ({ cells: o.plan.cells, inner: o.inner })),
      before,
      saltOut,
      periods,
    });
    const stateOut = clearingStateCommitment(hasher, after, periods);
    before = after;
    yield day.chain.proven('clear', { auctionId: AUCTION_ID, batch, stateOut }, witness);
  }
}

export function closeTx(day: SimDay, periods: readonly PeriodClearing[]): VerifiedTx {
  const { chain } = day;
  const orders = day.placed().map((o) => o.plan.cells);
  const salt = saltAfter(Math.max(1, Math.ceil(orders.length / N)) - 1);
  const state = addOrders(initialClearingState(PARAMS), salt, orders, periods);
  const { enough, p, lambdaBuy, lambdaSell, ...rest } = publishedResult(periods, state.count, MIN_GROUP);
  const body: BodyOf<'close'> = {
    ...rest,
    auctionId: AUCTION_ID,
    enough: enough ? 1 : 0,
    p: [...p],
    lambdaBuy: [...lambdaBuy],
    lambdaSell: [...lambdaSell],
  };
  const committed = clearingProgress(chain.store, AUCTION_ID).state;
  return chain.proven('close', body, closeCircuitInputs(0n, AUCTION_ID, committed, state, periods));
}

/** One role's batches, each to be accepted before the next is made. */
export function* maskTxs(
  { chain }: SimDay,
  role: Aggregator,
  settled: readonly Member[],
  changes: Partial<BodyOf<'maskSum'>> = {},
): Generator<VerifiedTx> {
  const { store } = chain;
  const aggregator = role === 'A' ? 0 : 1;
  const list = tagList(chain.ctx, store, AUCTION_ID, role);
  const batches = Math.ceil(settled.length / N);
  let before = initialMaskSum(PARAMS);
  for (let batch = 0; batch < batches; batch++) {
    const keys = settled.slice(N * batch, N * (batch + 1)).map((m) => (role === 'A' ? m.kA : m.kB));
    const saltOut = saltAfter(batch);
    const last = batch === batches - 1;
    const witness = maskSumCircuitInputs(PARAMS, {
      ...foldBounds(PARAMS, store, list, batch),
      context: 0n,
      auctionId: AUCTION_ID,
      role,
      stateIn: batch === 0 ? 0n : maskSumProgress(store, AUCTION_ID, aggregator).state,
      first: batch === 0,
      last,
      keys,
      before,
      saltOut,
    });
    const after = addMasks(hasher, PARAMS, role, AUCTION_ID, before, saltOut, keys);
    const sum = after.sums.map((x) => (last ? x : 0n));
    const stateOut = maskSumCommitment(hasher, after);
    before = after;
    const body = { auctionId: AUCTION_ID, aggregator, batch, stateOut, sum, ...changes };
    yield chain.proven('maskSum', body, witness);
  }
}
