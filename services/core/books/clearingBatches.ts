/** The chain of clearing proofs over a day's opened orders. protocol/market.md, clear. */
import type { Cell } from '@veilgrid/protocol/core/books/cells';
import type { PeriodClearing } from '@veilgrid/protocol/core/books/clearing';
import {
  addOrders,
  type ClearingState,
  clearingStateCommitment,
  initialClearingState,
} from '@veilgrid/protocol/core/books/clearingState';
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import { fold } from '@veilgrid/protocol/core/lists';
import type { Params } from '@veilgrid/protocol/params';
import { batchSalt } from '../salts.js';

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

/** A day's orders in the order of their fold, and how they clear. */
export interface OpenedDay {
  readonly auctionId: bigint;
  /** The operator's share scalar; with it go the salts, and with them what the states hide. */
  readonly secret: bigint;
  readonly orders: readonly OpenedOrder[];
  readonly periods: readonly PeriodClearing[];
}

/** At least one batch: a day without orders is closed too. */
export function clearingBatches(
  hasher: Hasher,
  params: Params,
  { auctionId, secret, orders, periods }: OpenedDay,
): ClearingBatch[] {
  const batches: ClearingBatch[] = [];
  let foldStart = auctionId;
  let before = initialClearingState(params);
  let stateIn = 0n;
  for (let index = 0; index === 0 || index * params.clearN < orders.length; index++) {
    const members = orders.slice(index * params.clearN, (index + 1) * params.clearN);
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
