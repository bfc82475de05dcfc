import {
  fetchPointChanges,
  ownPoint,
  type PinnedPoints,
  type PointEntry,
  pinnedBy,
} from '../core/points/points.js';
import type { WalletContext } from '../wallet/context.js';
import { type AuctionEntry, fetchAuction } from './auction.js';

/** An auction as one household takes part in it. */
export interface PinnedAuction {
  readonly entry: AuctionEntry;
  readonly points: PinnedPoints;
  /** The wallet's own, as it stood when the auction opened. */
  readonly point: PointEntry;
}

/**
 * @param position may be left out by a wallet with a single point
 * @throws ProtocolError AUCTION_UNKNOWN, POSITION_EMPTY
 */
export async function pinnedAuction(
  ctx: WalletContext,
  auctionId: bigint,
  position?: number,
): Promise<PinnedAuction> {
  const entry = await fetchAuction(ctx, auctionId);
  const points = pinnedBy(entry, await fetchPointChanges(ctx));
  return { entry, points, point: ownPoint(ctx, points, position) };
}
