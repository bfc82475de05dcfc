/** A wallet's own settled days, by the points that the days pinned. */
import type { PointRecord } from '@veilgrid/protocol/core/points';
import { hasCode } from '@veilgrid/protocol/errors';
import { auctionIdOf } from '@veilgrid/protocol/market/auction';
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
  const pinned = await unless(['NOT_FOUND'], () => history.ofDay(day));
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
  return unless(['AUCTION_UNKNOWN', 'NOT_FOUND'], async () => {
    const order = recoverOrder(ctx, auctionId, point, await fetchOrders(ctx, auctionId));
    return order && { auctionId, own: await ownReading(ctx, day, order) };
  });
}

async function unless<T>(
  codes: readonly Parameters<typeof hasCode>[1][],
  ask: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (codes.some((code) => hasCode(error, code))) return undefined;
    throw error;
  }
}
