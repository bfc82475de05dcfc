/** The wallet's own order of a day, for its settlement. */
import { hex } from '@veilgrid/protocol/core/crypto/field';
import { type PointRecord, pointCommitment } from '@veilgrid/protocol/core/points';
import { fail } from '@veilgrid/protocol/errors';
import { bidNullifier } from '@veilgrid/protocol/market/order';
import { decodeTx } from '@veilgrid/protocol/tx';
import type { WalletContext } from '../wallet/context.js';
import type { TxStore } from '../wallet/txStore.js';
import type { OwnOrder } from './order.js';
import type { OrderBook } from './orderBook.js';
import { fetchOrders, type OrderEntry, recoverOrder } from './recover.js';

/** Under which name a point's order is kept. */
export function orderName({ hasher, keys }: WalletContext, auctionId: bigint, point: PointRecord): string {
  return `order-${hex(bidNullifier(hasher, keys.sk, pointCommitment(hasher, point), auctionId))}`;
}

/**
 * The kept one where it is in the book; else all orders are looked through, as after a restore: to ask for one of
 * them would name it.
 * @throws ProtocolError ORDER_NOT_FOUND, MEMO_INVALID
 */
export async function ownOrder(
  ctx: WalletContext,
  store: TxStore,
  { auctionId, point, book }: { auctionId: bigint; point: PointRecord; book: OrderBook },
): Promise<OwnOrder> {
  const kept = await keptOrder(ctx, store, auctionId, point);
  const orders = kept && book.has(kept.c) ? [kept] : await fetchOrders(ctx, auctionId);
  const order = recoverOrder(ctx, auctionId, point, orders);
  if (!order) throw fail('ORDER_NOT_FOUND', { field: 'auctionId' });
  return order;
}

async function keptOrder(
  ctx: WalletContext,
  store: TxStore,
  auctionId: bigint,
  point: PointRecord,
): Promise<OrderEntry | undefined> {
  const bytes = await store.find(orderName(ctx, auctionId, point));
  const tx = bytes && decodeTx(ctx.genesis.profile, bytes);
  return tx?.kind === 'order' ? tx.body : undefined;
}
