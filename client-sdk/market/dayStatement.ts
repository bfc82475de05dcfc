import type { PointEntry } from '../core/points/points.js';
import type { WalletContext } from '../wallet/context.js';
import type { AuctionEntry } from './auction.js';
import type { OwnOrder } from './order.js';
import { pinnedAuction } from './pinnedAuction.js';
import { fetchOrders, recoverOrder, recoverSettlement, type Settled } from './recover.js';

/** A household's day as only the household can read it off the chain. */
export interface DayStatement {
  readonly entry: AuctionEntry;
  /** As it stood when the auction opened. */
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
export async function dayStatement(
  ctx: WalletContext,
  auctionId: bigint,
  position?: number,
): Promise<DayStatement> {
  const { entry, point } = await pinnedAuction(ctx, auctionId, position);
  const order = recoverOrder(ctx, auctionId, point, await fetchOrders(ctx, auctionId));
  if (!order) return { entry, point };
  const settled = await recoverSettlement(ctx, order);
  return { entry, point, order, ...(settled && { settled }) };
}
