import {
  fetchPointChanges,
  ownPoint,
  type PinnedPoints,
  type PointEntry,
  pinnedBy,
} from '../core/points/points.js';
import type { WalletContext } from '../wallet/context.js';
import { fetchAuction, type TrustedAuction } from './auction.js';

/** An auction as one household takes part in it. */
export interface PinnedAuction extends TrustedAuction {
  readonly points: PinnedPoints;
  /** The wallet's own, as it stood when the auction opened. */
  readonly point: PointEntry;
}

/**
 * @param position may be left out by a wallet with a single point
 * @throws ProtocolError AUCTION_UNKNOWN, FACT_INVALID, POSITION_EMPTY
 */
export async function pinnedAuction(
  ctx: WalletContext,
  auctionId: bigint,
  position?: number,
): Promise<PinnedAuction> {
  const auction = await fetchAuction(ctx, auctionId);
  const points = pinnedBy(auction.entry, await fetchPointChanges(ctx));
  return { ...auction, points, point: ownPoint(ctx, points, position) };
}
