import { ensure } from '@veilgrid/protocol/errors';
import {
  fetchPointChanges,
  ownPoint,
  ownPoints,
  type PinnedPoints,
  type PointEntry,
  pinnedBy,
} from '../core/points/points.js';
import type { WalletContext } from '../wallet/context.js';
import { type AuctionEntry, fetchAuction, type TrustedAuction } from './auction.js';

const isHere = (entry: AuctionEntry, point: PointEntry) =>
  point.zone === entry.zone && point.tariffId === entry.tariffId;

/** An auction as one household takes part in it. */
export interface PinnedAuction extends TrustedAuction {
  readonly points: PinnedPoints;
  /** The wallet's own, as the day pinned it. */
  readonly point: PointEntry;
  /** Which of all changes of points made it that. */
  readonly change: number;
}

/**
 * @param position may be left out by a wallet with a single point in the auction's zone and tariff
 * @throws ProtocolError AUCTION_UNKNOWN, FACT_INVALID, POSITION_EMPTY; POINT_NOT_PINNED where the wallet's point came to the
 * auction's zone and tariff, or to the wallet, after the day's first opening
 */
export async function pinnedAuction(
  ctx: WalletContext,
  auctionId: bigint,
  position?: number,
): Promise<PinnedAuction> {
  const auction = await fetchAuction(ctx, auctionId);
  const { entry } = auction;
  const changes = await fetchPointChanges(ctx);
  const points = pinnedBy(entry, changes);
  const here = new Map([...points].filter(([, point]) => isHere(entry, point)));
  const asked = (p: PointEntry) => position === undefined || p.position === position;
  if (!ownPoints(ctx, here).some(asked)) {
    const ever = changes.filter((change) => change.ownerPk === ctx.keys.ownerPk && !change.revoked);
    ensure(!ever.some(asked), 'POINT_NOT_PINNED', { field: 'position' });
  }
  const point = ownPoint(ctx, here, position);
  const change = changes.slice(0, entry.pointChanges).findLastIndex((c) => c.position === point.position);
  return { ...auction, points, point, change };
}
