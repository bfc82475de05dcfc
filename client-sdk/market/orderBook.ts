/** The commitments of all orders of an auction: what a path is taken from, and what clearing went through. */
import { capacity, type MerklePath, Tree8 } from '@veilgrid/protocol/core/crypto/tree';
import { decodeExact } from '@veilgrid/protocol/core/ssz';
import { ensure } from '@veilgrid/protocol/errors';
import { OrderCommitments } from '@veilgrid/protocol/market/order';
import { allItems } from '../client/submit.js';
import type { WalletContext } from '../wallet/context.js';
import type { AuctionEntry } from './auction.js';

/** 32 bytes an order, where whole orders are many times longer; and nobody hears which of them is meant. */
export interface OrderBook {
  /** In the order of the fold. */
  readonly commitments: readonly bigint[];
  has(c: bigint): boolean;
  /** Of an order that is in it, under the root pinned at the gate. @throws ProtocolError ORDER_NOT_FOUND */
  path(c: bigint): MerklePath;
}

/** @throws ProtocolError MALFORMED; ROOT_MISMATCH where these are not the orders under the auction's root */
export async function fetchOrderBook(
  ctx: Pick<WalletContext, 'api' | 'hasher' | 'genesis'>,
  { auctionId, orders, orderRoot }: Pick<AuctionEntry, 'auctionId' | 'orders' | 'orderRoot'>,
): Promise<OrderBook> {
  const params = { auctionId };
  const commitments = await allCommitments((query) => ctx.api.orderCommitments({ params, query }));
  return orderBookOf(ctx, commitments, { count: orders, root: orderRoot });
}

/** A book's whole list, as its module's route gives it. @throws ProtocolError MALFORMED */
export function allCommitments(
  list: (query: { from: number }) => Promise<{ readonly total: number; readonly commitments: Uint8Array }>,
): Promise<bigint[]> {
  return allItems(async (query) => {
    const { total, commitments } = await list(query);
    return { total, items: decodeExact(OrderCommitments, commitments, 'commitments') };
  });
}

/** @throws ProtocolError ROOT_MISMATCH where these are not the entries under the book's root */
export function orderBookOf(
  { hasher, genesis }: Pick<WalletContext, 'hasher' | 'genesis'>,
  commitments: readonly bigint[],
  { count, root }: { readonly count: number; readonly root: bigint },
): OrderBook {
  const { orderDepth } = genesis.params;
  // A zero is the empty leaf: the root alone does not say where the list ends.
  const all = commitments.length === count && count <= capacity(orderDepth);
  ensure(all, 'ROOT_MISMATCH', { field: 'orders' });
  const tree = new Tree8(hasher, orderDepth, commitments);
  ensure(tree.root === root, 'ROOT_MISMATCH', { field: 'orderRoot' });
  return {
    commitments,
    has: (c) => commitments.includes(c),
    path(c) {
      const index = commitments.indexOf(c);
      ensure(index >= 0, 'ORDER_NOT_FOUND', { field: 'auctionId' });
      return tree.path(index);
    },
  };
}
