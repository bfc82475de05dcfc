/** A household's own settled days, for its baseline. docs/protocol/flexibility.md "Baseline". */
import type { PointRecord } from '@veilgrid/protocol/core/points';
import { hasCode } from '@veilgrid/protocol/errors';
import { auctionIdOf } from '@veilgrid/protocol/market/auction';
import type { PointHistory } from '../core/points/dayPoints.js';
import { ownPoints } from '../core/points/points.js';
import { type OwnReading, ownReading } from '../market/ownReading.js';
import { fetchOrders, recoverOrder } from '../market/recover.js';
import type { WalletContext } from '../wallet/context.js';

/** A day of a position that stands among the readings of its auction. */
export interface OwnDayReading {
  readonly auctionId: bigint;
  readonly own: OwnReading;
}

/**
 * @param zones of the area: elsewhere the day counts for nothing
 * @returns undefined where the wallet's point of this position has no reading of the day in them, or not in time
 * @throws ProtocolError FACT_INVALID, MEMO_INVALID
 */
export async function ownDay(
  ctx: WalletContext,
  history: PointHistory,
  zones: readonly number[],
  day: number,
  position: number,
): Promise<OwnDayReading | undefined> {
  const point = await pinnedPoint(ctx, history, day, position);
  if (!point || !zones.includes(point.zone)) return undefined;
  const { zone, tariffId } = point;
  const auctionId = auctionIdOf(ctx.hasher, ctx.genesis.chainId, { zone, tariffId, day });
  return unless(['AUCTION_UNKNOWN', 'NOT_FOUND'], async () => {
    const order = recoverOrder(ctx, auctionId, point, await fetchOrders(ctx, auctionId));
    return order && { auctionId, own: await ownReading(ctx, day, order) };
  });
}

async function pinnedPoint(
  ctx: WalletContext,
  history: PointHistory,
  day: number,
  position: number,
): Promise<PointRecord | undefined> {
  const pinned = await unless(['NOT_FOUND'], () => history.ofDay(day));
  return pinned && ownPoints(ctx, pinned.points).find((point) => point.position === position);
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
