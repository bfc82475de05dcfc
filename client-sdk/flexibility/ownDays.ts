/** A household's own settled days, for its baseline. docs/protocol/flexibility.md "Baseline". */
import type { PointHistory } from '../core/points/dayPoints.js';
import { pointOfDay, type SettledReading, settledReading } from '../market/settledReading.js';
import type { WalletContext } from '../wallet/context.js';

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
): Promise<SettledReading | undefined> {
  const point = await pointOfDay(ctx, history, day, position);
  return point && zones.includes(point.zone) ? settledReading(ctx, day, point) : undefined;
}
