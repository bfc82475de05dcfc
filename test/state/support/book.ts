import { entryList } from '@veilgrid/node/state/core/books/entries';
import { keys } from '@veilgrid/node/state/core/keys';
import { has } from '@veilgrid/node/state/core/record';
import type { TestChain } from './chain.js';

/** What a release names: the number of an auction's orders and their fold. An unknown auction has none. */
export function bookOf({ ctx, store }: TestChain, auctionId: bigint): { count: number; fold: bigint } {
  if (!has(store, keys.bookEntries(auctionId))) return { count: 0, fold: auctionId };
  const { count, current } = entryList(ctx, store, auctionId);
  return { count, fold: current };
}
