/** What operator and aggregators submit on a simulated day. */
import { clearingProgress } from '@veilgrid/node/state/core/books/clear';
import { entryList } from '@veilgrid/node/state/core/books/entries';
import { tagList } from '@veilgrid/node/state/core/groups/group';
import { foldBounds } from '@veilgrid/node/state/core/lists/folds';
import type { VerifiedTx } from '@veilgrid/node/state/core/verified';
import { clearCircuitInputs } from '@veilgrid/protocol/core/books/clear';
import type { PeriodClearing } from '@veilgrid/protocol/core/books/clearing';
import { closeCircuitInputs } from '@veilgrid/protocol/core/books/close';
import { maskSumCircuitInputs, maskSumCommitment } from '@veilgrid/protocol/core/groups/maskSum';
import { AUCTION_GROUP } from '@veilgrid/protocol/market/auction';
import type { Aggregator } from '@veilgrid/protocol/roles';
import { jsMatcher } from '@veilgrid/wasm-core';
import type { BodyOf } from '../../state/support/chain.js';
import { clearingBatches, closeBodyOf } from '../../state/support/clearingBatches.js';
import { PARAMS } from '../../state/support/genesis.js';
import { hasher } from '../../state/support/hasher.js';
import { type MaskPhase, maskBatches } from '../../state/support/maskBatches.js';
import type { Member } from './member.js';
import type { SimDay } from './simDay.js';

const { K, clearN: N } = PARAMS;

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
  const cells = orders.map((o) => o.plan.cells);
  for (const { before, saltOut, body } of clearingBatches(auctionId, cells, periods)) {
    const { batch } = body;
    const group = orders.slice(N * batch, N * (batch + 1));
    const witness = clearCircuitInputs(PARAMS, {
      context: 0n,
      auctionId,
      ...foldBounds(store, entryList(day.chain.ctx, store, auctionId), batch),
      stateIn: batch === 0 ? 0n : clearingProgress(store, auctionId).state,
      first: batch === 0,
      orders: group.map((o) => ({ cells: o.plan.cells, inner: o.inner })),
      before,
      saltOut,
      periods,
    });
    yield day.chain.proven('clear', body, witness);
  }
}

export function closeTx(day: SimDay, periods: readonly PeriodClearing[]): VerifiedTx {
  const { chain } = day;
  const { auctionId } = day.slot;
  const orders = day.placed().map((o) => o.plan.cells);
  const state = clearingBatches(auctionId, orders, periods).at(-1)!.after;
  const body = closeBodyOf(auctionId, periods, state.count);
  const commitment = clearingProgress(chain.store, auctionId).state;
  const witness = closeCircuitInputs({
    context: 0n,
    auctionId,
    state,
    commitment,
    ...AUCTION_GROUP,
    periods,
  });
  return chain.proven('close', body, witness);
}

/** A day with its members that settled, in the ledger's order. */
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
  return setMaskTxs([{ day, members: settled }], role, 'count', changes);
}

/** The same through the sets of several days, which are opened together under the last. */
export function* setMaskTxs(
  sets: readonly Settled[],
  role: Aggregator,
  phase: MaskPhase,
  changes: Partial<BodyOf<'maskSum'>> = {},
): Generator<VerifiedTx> {
  const { chain } = sets.at(-1)!.day;
  const { store } = chain;
  const settled = sets.map(({ day, members }) => ({ auctionId: day.id, members }));
  for (const { keys, terms, before, saltOut, first, last, body } of maskBatches(
    chain,
    role,
    settled,
    phase,
  )) {
    const { groupId, batch } = body;
    const witness = maskSumCircuitInputs(PARAMS, {
      ...foldBounds(store, tagList(chain.ctx, store, groupId, role), batch),
      context: 0n,
      groupId,
      terms,
      both: body.both,
      net: body.net,
      money: body.money,
      count: body.count,
      role,
      stateIn: first ? 0n : maskSumCommitment(hasher, before),
      first,
      last,
      keys,
      before,
      saltOut,
    });
    yield chain.proven('maskSum', { ...body, ...changes }, witness);
  }
}
