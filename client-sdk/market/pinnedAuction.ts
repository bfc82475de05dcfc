import { ensure } from '@veilgrid/protocol/errors';
import { type DayPoints, PointHistory } from '../core/points/dayPoints.js';
import { ownPoint, ownPoints, type PinnedPoints, type PointEntry } from '../core/points/points.js';
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
 * The whole list of the day's points is held against a fact before the own one is looked for: whether a wallet stops
 * or goes on tells nothing of whose it is.
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
  const history = await PointHistory.fetch(ctx);
  const day = await history.ofDay(entry.day);
  ensurePinned(entry, day);
  const { points, changes, final } = day;
  const here = new Map([...points].filter(([, point]) => isHere(entry, point)));
  const asked = (p: PointEntry) => position === undefined || p.position === position;
  if (!ownPoints(ctx, here).some(asked)) {
    const ever = history.told.filter((change) => change.ownerPk === ctx.keys.ownerPk && !change.revoked);
    ensure(!ever.some(asked), 'POINT_NOT_PINNED', { field: 'position' });
  }
  const point = ownPoint(ctx, here, position);
  const change = changes.findLastIndex((c) => c.position === point.position);
  return { ...auction, points, point, change, finals: [...auction.finals, final] };
}

/** What the node says of the auction is what its day pinned. @throws ProtocolError FACT_INVALID */
function ensurePinned({ pointRoot, pointChanges }: AuctionEntry, { root, changes }: DayPoints): void {
  ensure(pointRoot === root, 'FACT_INVALID', { field: 'pointRoot', fact: 'dayPoints' });
  ensure(pointChanges === changes.length, 'FACT_INVALID', { field: 'pointChanges', fact: 'dayPoints' });
}
