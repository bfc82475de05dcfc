/** A household's own days as an export has them: what the seed and the chain tell, and why they tell nothing of the rest. */
import type { Reading } from '@veilgrid/protocol/core/readings';
import { hasCode } from '@veilgrid/protocol/errors';
import { auctionIdOf } from '@veilgrid/protocol/market/auction';
import { unlessMissing } from '../client/unlessMissing.js';
import type { PointHistory } from '../core/points/dayPoints.js';
import { ownPoints, type PointEntry } from '../core/points/points.js';
import { fetchFrozen } from '../core/readingTrees.js';
import { lateReading } from '../market/lateReading.js';
import { ownReading } from '../market/ownReading.js';
import { fetchOrders, recoverOrder } from '../market/recover.js';
import type { WalletContext } from '../wallet/context.js';

/** A settled day of one's own. */
export interface ExportedDay {
  /** Days since 1970-01-01 UTC. */
  readonly day: number;
  /** Who read it: 0 the meter, 1 the DSO. */
  readonly status: number;
  /** K pairs, Wh. */
  readonly readings: readonly Reading[];
  /** Time of the block that froze the readings of its auction, Unix seconds. */
  readonly frozenAt: bigint;
}

/**
 * Why a day has no readings: nothing was opened for it (`noAuction`), the position was not the wallet's (`noPoint`), no bill
 * of it stands (`notSettled`), its bills may still come (`notFinal`), its memos do not open (`unreadable`).
 */
export type GapReason = 'noAuction' | 'noPoint' | 'notSettled' | 'notFinal' | 'unreadable';

/** A day that an export lacks. */
export interface ExportGap {
  /** Days since 1970-01-01 UTC. */
  readonly day: number;
  /** Why. */
  readonly reason: GapReason;
}

/** @throws ProtocolError FACT_INVALID */
export async function exportDay(
  ctx: WalletContext,
  history: PointHistory,
  position: number,
  day: number,
): Promise<ExportedDay | ExportGap> {
  const pinned = await unlessMissing(() => history.ofDay(day));
  if (!pinned) return { day, reason: 'noAuction' };
  const point = ownPoints(ctx, pinned.points).find((own) => own.position === position);
  if (!point) return { day, reason: 'noPoint' };
  try {
    return await settledDay(ctx, point, day);
  } catch (error) {
    if (hasCode(error, 'AUCTION_UNKNOWN')) return { day, reason: 'noAuction' };
    if (hasCode(error, 'MEMO_INVALID')) return { day, reason: 'unreadable' };
    throw error;
  }
}

async function settledDay(
  ctx: WalletContext,
  point: PointEntry,
  day: number,
): Promise<ExportedDay | ExportGap> {
  const { zone, tariffId } = point;
  const auctionId = auctionIdOf(ctx.hasher, ctx.genesis.chainId, { zone, tariffId, day });
  const order = recoverOrder(ctx, auctionId, point, await fetchOrders(ctx, auctionId));
  // Before, the node's list is nobody's but its own.
  const frozen = await unlessMissing(() => fetchFrozen(ctx, auctionId));
  if (!frozen) return { day, reason: 'notFinal' };
  const settled =
    order &&
    ((await unlessMissing(() => ownReading(ctx, day, order))) ?? (await lateReading(ctx, day, order)));
  if (!settled) return { day, reason: 'notSettled' };
  return { day, status: settled.status, readings: settled.readings, frozenAt: frozen.time };
}
