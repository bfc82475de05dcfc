/** The wallet's own order of a day, for its settlement. */
import { hex } from '@veilgrid/protocol/core/crypto/field';
import { type PointRecord, pointCommitment } from '@veilgrid/protocol/core/points';
import { fail } from '@veilgrid/protocol/errors';
import { bidNullifier } from '@veilgrid/protocol/market/order';
import { decodeTx, type TxOf } from '@veilgrid/protocol/tx';
import type { WalletContext } from '../wallet/context.js';
import { keptVersions, type TxStore } from '../wallet/txStore.js';
import type { OwnOrder } from './order.js';
import type { OrderBook } from './orderBook.js';
import { fetchOrders, recoverOrder } from './recover.js';

/** How the names of all kept orders begin. */
export const ORDERS = 'order-';

/**
 * How the names begin under which versions of a point's order are kept, 0, 1, …: one of them stands, be it one that was
 * set aside: what was sent once may stand whenever its node likes.
 */
export function orderPrefix({ hasher, keys }: WalletContext, auctionId: bigint, point: PointRecord): string {
  return `${ORDERS}${hex(bidNullifier(hasher, keys.sk, pointCommitment(hasher, point), auctionId))}-`;
}

/**
 * The kept one that is in the book; else all orders are looked through, as after a restore: to ask for one of them
 * would name it.
 * @throws ProtocolError ORDER_NOT_FOUND, MEMO_INVALID
 */
export async function ownOrder(
  ctx: WalletContext,
  store: TxStore,
  { auctionId, point, book }: { auctionId: bigint; point: PointRecord; book: OrderBook },
): Promise<OwnOrder> {
  const kept = await keptVersions(store, orderPrefix(ctx, auctionId, point));
  const standing = kept.map((bytes) => orderOf(ctx, bytes)).find(({ c }) => book.has(c));
  const orders = standing ? [standing] : await fetchOrders(ctx, auctionId);
  const order = recoverOrder(ctx, auctionId, point, orders);
  if (!order) throw fail('ORDER_NOT_FOUND', { field: 'auctionId' });
  return order;
}

/** What is kept under an order's name. */
export function orderOf(
  { genesis }: Pick<WalletContext, 'genesis'>,
  bytes: Uint8Array,
): TxOf<'order'>['body'] {
  return (decodeTx(genesis.profile, bytes) as TxOf<'order'>).body;
}
