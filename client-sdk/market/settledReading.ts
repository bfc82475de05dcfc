/** A wallet's own settled days, by the points that the days pinned. */
import type { PointRecord } from '@veilgrid/protocol/core/points';
import { auctionIdOf } from '@veilgrid/protocol/market/auction';
import { unlessMissing } from '../client/unlessMissing.js';
import type { PointHistory } from '../core/points/dayPoints.js';
import { ownPoints } from '../core/points/points.js';
import type { WalletContext } from '../wallet/context.js';
import { type OwnReading, ownReading } from './ownReading.js';
import { fetchOrders, recoverOrder } from './recover.js';

/** A day of a position that stands among the readings of its auction. */
export interface SettledReading {
  readonly auctionId: bigint;
  readonly own: OwnReading;
}

/** The wallet's own point of this position, as the day pinned it. @throws ProtocolError FACT_INVALID */
export async function pointOfDay(
  ctx: WalletContext,
  history: PointHistory,
  day: number,
  position: number,
): Promise<PointRecord | undefined> {
  const pinned = await unlessMissing(() => history.ofDay(day));
  return pinned && ownPoints(ctx, pinned.points).find((point) => point.position === position);
}

/**
 * @returns undefined where the point has no reading of the day, or none that came in time
 * @throws ProtocolError FACT_INVALID, MEMO_INVALID
 */
export async function settledReading(
  ctx: WalletContext,
  day: number,
  point: PointRecord,
): Promise<SettledReading | undefined> {
  const { zone, tariffId } = point;
  const auctionId = auctionIdOf(ctx.hasher, ctx.genesis.chainId, { zone, tariffId, day });
  return unlessMissing(async () => {
    const order = recoverOrder(ctx, auctionId, point, await fetchOrders(ctx, auctionId));
    return order && { auctionId, own: await ownReading(ctx, day, order) };
  }, 'AUCTION_UNKNOWN');
}
