import { has } from '@veilgrid/node/state/core/record';
import { keys } from '@veilgrid/node/state/market/keys';
import { orderList } from '@veilgrid/node/state/market/order';
import type { TestChain } from './chain.js';

/** What a release names: the number of an auction's orders and their fold. An unknown auction has none. */
export function bookOf({ ctx, store }: TestChain, auctionId: bigint): { count: number; fold: bigint } {
  if (!has(store, keys.orderHead(auctionId))) return { count: 0, fold: auctionId };
  const { count, current } = orderList(ctx, store, auctionId);
  return { count, fold: current };
}
