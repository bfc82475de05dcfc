import { fetchAuction } from './auction.js';
import type { AuctionEntry, PointEntry, WalletContext } from './context.js';
import type { OwnOrder } from './order.js';
import { fetchPoints, ownPoint } from './points.js';
import { fetchOrders, recoverOrder, recoverSettlement, type Settled } from './recover.js';

/** A household's day as only the household can read it off the chain. */
export interface OwnDay {
  readonly entry: AuctionEntry;
  readonly point: PointEntry;
  readonly order?: OwnOrder;
  /** Readings and the bill, line by line. */
  readonly settled?: Settled;
}

/**
 * Found by the seed alone.
 * @param position may be left out by a wallet with a single point
 * @throws ProtocolError AUCTION_UNKNOWN, POSITION_EMPTY, MEMO_INVALID
 */
export async function ownDay(ctx: WalletContext, auctionId: bigint, position?: number): Promise<OwnDay> {
  const entry = await fetchAuction(ctx, auctionId);
  const point = ownPoint(ctx, await fetchPoints(ctx), position);
  const order = recoverOrder(ctx, auctionId, point, await fetchOrders(ctx, auctionId));
  if (!order) return { entry, point };
  const settled = await recoverSettlement(ctx, order);
  return { entry, point, order, ...(settled && { settled }) };
}
