/** What kept orders are about to spend: nothing else joins it, or they would be built a second time. */
import { hasCode } from '@veilgrid/protocol/errors';
import type { Work } from '../core/work.js';
import { ORDERS, orderOf } from './ownOrder.js';

/** Nullifiers of unspent notes of kept orders whose gate has not closed. */
export async function promisedNotes({ ctx, store, notes }: Work): Promise<bigint[]> {
  const unspent = new Set(notes.unspent.map(({ nf }) => nf));
  const promised: bigint[] = [];
  for (const name of await store.names(ORDERS)) {
    const bytes = await store.find(name);
    const order = bytes && orderOf(ctx, bytes);
    if (order && unspent.has(order.nfNote) && (await isOpen({ ctx, notes }, order.auctionId))) {
      promised.push(order.nfNote);
    }
  }
  return promised;
}

/** By the node's word: by lying it keeps notes from being merged, or has an order built anew. */
async function isOpen({ ctx, notes }: Pick<Work, 'ctx' | 'notes'>, auctionId: bigint): Promise<boolean> {
  try {
    const { gate } = await ctx.api.auction({ params: { auctionId } });
    return gate > (notes.under?.now ?? 0n);
  } catch (error) {
    if (hasCode(error, 'AUCTION_UNKNOWN')) return false;
    throw error;
  }
}
