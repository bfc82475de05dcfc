/** The days of a request as their household has them. */
import type { PointRecord } from '@veilgrid/protocol/core/points';
import { unlessMissing } from '../client/unlessMissing.js';
import type { PointHistory } from '../core/points/dayPoints.js';
import { pointOfDay, type SettledReading, settledReading } from '../market/settledReading.js';
import type { ShownSet } from '../verifier/disclosure/zoneDay.js';
import type { WalletContext } from '../wallet/context.js';
import type { ReadDay } from './claims.js';
import { fetchSet } from './zoneDay.js';

/** A day that was settled in its time. */
export interface OwnDay extends ReadDay, SettledReading {
  readonly day: number;
  /** As the day pinned it. */
  readonly point: PointRecord;
}

/**
 * Days of a connection point, rising, and those of which there is no reading. Lists come whole, so that no node learns of
 * whose day it was asked.
 * @throws ProtocolError FACT_INVALID, MEMO_INVALID
 */
export async function ownDays(
  ctx: WalletContext,
  history: PointHistory,
  { fromDay, toDay }: { readonly fromDay: number; readonly toDay: number },
  position: number,
): Promise<{ readonly days: OwnDay[]; readonly gaps: number[] }> {
  const days: OwnDay[] = [];
  const gaps: number[] = [];
  for (let day = fromDay; day <= toDay; day++) {
    const point = await pointOfDay(ctx, history, day, position);
    const settled = point && (await settledReading(ctx, day, point));
    if (settled)
      days.push({ ...settled, day, point: point!, index: day - fromDay, readings: settled.own.readings });
    else gaps.push(day);
  }
  return { days, gaps };
}

/** The set that each day was published in; undefined where it is not yet, and `large` where it is its own. */
export async function setsOf(
  ctx: WalletContext,
  days: readonly OwnDay[],
): Promise<{ readonly set: ShownSet | undefined; readonly large: boolean }[]> {
  const sets = [];
  for (const { auctionId } of days) {
    const published = await unlessMissing(() => fetchSet(ctx, auctionId));
    sets.push({ set: published?.set, large: published?.group === auctionId });
  }
  return sets;
}
