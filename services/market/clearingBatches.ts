/** The chain of clearing proofs over a day's opened orders. protocol/market.md, clear. */

import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import { fold } from '@veilgrid/protocol/core/lists';
import {
  addOrders,
  type ClearingState,
  clearingStateCommitment,
  initialClearingState,
  type PeriodClearing,
} from '@veilgrid/protocol/market/clearing';
import type { Cell } from '@veilgrid/protocol/market/order';
import type { Params } from '@veilgrid/protocol/params';
import { batchSalt } from '../core/salts.js';

export interface OpenedOrder {
  readonly c: bigint;
  readonly cells: readonly Cell[];
  readonly inner: bigint;
}

export interface ClearingBatch {
  readonly index: number;
  readonly orders: readonly OpenedOrder[];
  readonly foldStart: bigint;
  readonly foldEnd: bigint;
  readonly before: ClearingState;
  readonly after: ClearingState;
  /** 0 in the first batch. */
  readonly stateIn: bigint;
  readonly stateOut: bigint;
}

/**
 * At least one batch: a day without orders is closed too.
 * @param secret the operator's share scalar; with it go the salts, and with them what the states hide
 */
export function clearingBatches(
  hasher: Hasher,
  params: Params,
  auctionId: bigint,
  secret: bigint,
  orders: readonly OpenedOrder[],
  periods: readonly PeriodClearing[],
): ClearingBatch[] {
  const batches: ClearingBatch[] = [];
  let foldStart = auctionId;
  let before = initialClearingState(params);
  let stateIn = 0n;
  for (let index = 0; index === 0 || index * params.N < orders.length; index++) {
    const members = orders.slice(index * params.N, (index + 1) * params.N);
    const foldEnd = members.reduce((current, { c }) => fold(hasher, current, c), foldStart);
    const salt = batchSalt(secret, 'clear', auctionId, index);
    const after = addOrders(
      before,
      salt,
      members.map((o) => o.cells),
      periods,
    );
    const stateOut = clearingStateCommitment(hasher, after, periods);
    batches.push({ index, orders: members, foldStart, foldEnd, before, after, stateIn, stateOut });
    foldStart = foldEnd;
    before = after;
    stateIn = stateOut;
  }
  return batches;
}
