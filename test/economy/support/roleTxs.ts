/** What operator and aggregators submit on a simulated day. */
import { maskSumProgress } from '@veilgrid/node/state/core/groups/maskSum';
import { foldBounds } from '@veilgrid/node/state/core/lists/folds';
import type { VerifiedTx } from '@veilgrid/node/state/core/verified';
import { clearingProgress } from '@veilgrid/node/state/market/clearing';
import { orderList } from '@veilgrid/node/state/market/order';
import { tagList } from '@veilgrid/node/state/market/settlement';
import {
  addMasks,
  initialMaskSum,
  maskSumCircuitInputs,
  maskSumCommitment,
} from '@veilgrid/protocol/core/groups/maskSum';
import {
  addOrders,
  clearCircuitInputs,
  clearingStateCommitment,
  closeCircuitInputs,
  initialClearingState,
  type PeriodClearing,
  publishedResult,
} from '@veilgrid/protocol/market/clearing';
import { MIN_GROUP } from '@veilgrid/protocol/params';
import type { Aggregator } from '@veilgrid/protocol/roles';
import { jsMatcher } from '@veilgrid/wasm-core';
import type { BodyOf } from '../../state/support/chain.js';
import { PARAMS } from '../../state/support/genesis.js';
import { hasher } from '../../state/support/hasher.js';
import type { Member } from './member.js';
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
  const { auctionId } = day.slot;
  let before = initialClearingState(PARAMS);
  for (let batch = 0; batch < Math.max(1, Math.ceil(orders.length / N)); batch++) {
    const group = orders.slice(N * batch, N * (batch + 1));
    const saltOut = saltAfter(batch);
    const cells = group.map((o) => o.plan.cells);
    const after = addOrders(before, saltOut, cells, periods);
    const witness = clearCircuitInputs(PARAMS, {
      context: 0n,
      auctionId,
      ...foldBounds(PARAMS, store, orderList(store, auctionId), batch),
      stateIn: batch === 0 ? 0n : clearingProgress(store, auctionId).state,
      first: batch === 0,
      orders: group.map((o) => ({ cells: o.plan.cells, inner: o.inner })),
      before,
      saltOut,
      periods,
    });
    const stateOut = clearingStateCommitment(hasher, after, periods);
    before = after;
    yield day.chain.proven('clear', { auctionId, batch, stateOut }, witness);
  }
}

export function closeTx(day: SimDay, periods: readonly PeriodClearing[]): VerifiedTx {
  const { chain } = day;
  const { auctionId } = day.slot;
  const orders = day.placed().map((o) => o.plan.cells);
  const salt = saltAfter(Math.max(1, Math.ceil(orders.length / N)) - 1);
  const state = addOrders(initialClearingState(PARAMS), salt, orders, periods);
  const { enough, p, lambdaBuy, lambdaSell, ...rest } = publishedResult(periods, state.count, MIN_GROUP);
  const body: BodyOf<'close'> = {
    ...rest,
    auctionId,
    enough: enough ? 1 : 0,
    p: [...p],
    lambdaBuy: [...lambdaBuy],
    lambdaSell: [...lambdaSell],
  };
  const committed = clearingProgress(chain.store, auctionId).state;
  return chain.proven('close', body, closeCircuitInputs(0n, auctionId, committed, state, periods));
}

/** Members of a day that settled, in the ledger's order. */
interface Settled {
  readonly day: SimDay;
  readonly members: readonly Member[];
}

/** One role's batches, each to be accepted before the next is made. */
export function maskTxs(
  day: SimDay,
  role: Aggregator,
  settled: readonly Member[],
  changes: Partial<BodyOf<'maskSum'>> = {},
): Generator<VerifiedTx> {
  return setMaskTxs([{ day, members: settled }], role, changes);
}

/** The same through the sets of several days, which are opened together under the last. */
export function* setMaskTxs(
  sets: readonly Settled[],
  role: Aggregator,
  changes: Partial<BodyOf<'maskSum'>> = {},
): Generator<VerifiedTx> {
  const { chain, slot } = sets.at(-1)!.day;
  const { store } = chain;
  const aggregator = role === 'A' ? 0 : 1;
  const groups = sets.flatMap(({ day, members }) =>
    Array.from({ length: Math.ceil(members.length / N) }, (_, batch) => {
      const few = members.slice(N * batch, N * (batch + 1));
      const keys = few.map((m) => (role === 'A' ? m.kA : m.kB));
      return { auctionId: day.slot.auctionId, batch, keys };
    }),
  );
  let before = initialMaskSum(PARAMS);
  for (const [i, { auctionId, batch, keys }] of groups.entries()) {
    const saltOut = saltAfter(i);
    const last = i === groups.length - 1;
    const witness = maskSumCircuitInputs(PARAMS, {
      ...foldBounds(PARAMS, store, tagList(chain.ctx, store, auctionId, role), batch),
      context: 0n,
      auctionId,
      role,
      stateIn: i === 0 ? 0n : maskSumProgress(store, slot.auctionId, aggregator).state,
      first: i === 0,
      last,
      keys,
      before,
      saltOut,
    });
    const after = addMasks(hasher, PARAMS, role, auctionId, before, saltOut, keys);
    const sum = after.sums.map((x) => (last ? x : 0n));
    const stateOut = maskSumCommitment(hasher, after);
    before = after;
    const body = { auctionId, aggregator, batch, stateOut, sum, ...changes };
    yield chain.proven('maskSum', body, witness);
  }
}
