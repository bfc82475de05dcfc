import type { Cell } from '@veilgrid/protocol/core/books/cells';
import type { PeriodClearing } from '@veilgrid/protocol/core/books/clearing';
import {
  addOrders,
  clearingStateCommitment,
  initialClearingState,
} from '@veilgrid/protocol/core/books/clearingState';
import { type BookGroup, publishedResult } from '@veilgrid/protocol/core/books/result';
import { AUCTION_GROUP } from '@veilgrid/protocol/market/auction';
import type { BodyOf } from './chain.js';
import { PARAMS } from './genesis.js';
import { hasher } from './hasher.js';
import { inBatches } from './inBatches.js';

/** A clearing's batches, first to last; a day without orders has one of padding. */
export function clearingBatches(
  auctionId: bigint,
  orders: readonly (readonly Cell[])[],
  periods: readonly PeriodClearing[],
) {
  let after = initialClearingState(PARAMS);
  const batches = orders.length > 0 ? inBatches(orders, PARAMS.clearN) : [[]];
  return batches.map((cells, batch) => {
    const before = after;
    const saltOut = 100n + BigInt(batch);
    after = addOrders(before, saltOut, cells, periods);
    const stateOut = clearingStateCommitment(hasher, after, periods);
    const body: BodyOf<'clear'> = { auctionId, batch, stateOut };
    return { before, saltOut, after, body };
  });
}

/** @param count orders that are not null @param group the book's */
export function closeBodyOf(
  auctionId: bigint,
  periods: readonly PeriodClearing[],
  count: number,
  group: BookGroup = AUCTION_GROUP,
): BodyOf<'close'> {
  const { enough, p, lambdaBuy, lambdaSell, ...rest } = publishedResult(periods, count, group);
  return {
    ...rest,
    auctionId,
    enough: enough ? 1 : 0,
    p: [...p],
    lambdaBuy: [...lambdaBuy],
    lambdaSell: [...lambdaSell],
  };
}
