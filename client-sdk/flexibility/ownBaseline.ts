/** What a household would be measured against, before it offers. docs/protocol/flexibility.md "Baseline". */
import type { Reading } from '@veilgrid/protocol/core/readings';
import { PointHistory } from '../core/points/dayPoints.js';
import type { WalletContext } from '../wallet/context.js';
import type { TrustedNeed } from './need.js';
import { ownDay } from './ownDays.js';

/** A home's own days of a list, and their mean. */
export interface OwnBaseline {
  /** The list, latest first. */
  readonly days: readonly number[];
  /** Those of it that the household has no reading of: with one it cannot prove, and must not offer. */
  readonly missing: readonly number[];
  /** By half hour, Wh: the mean of the listed days, rounded down, before factors. Absent where one is missing. */
  readonly mean?: readonly Reading[];
}

/** @throws ProtocolError FACT_INVALID, MEMO_INVALID */
export async function ownBaseline(
  ctx: WalletContext,
  { entry, opening }: TrustedNeed,
  position: number,
): Promise<OwnBaseline> {
  const history = await PointHistory.fetch(ctx);
  const { days } = entry;
  const found: (readonly Reading[] | undefined)[] = [];
  for (const day of days) {
    found.push((await ownDay(ctx, history, opening.area.zones, day, position))?.own.readings);
  }
  const missing = days.filter((_, i) => found[i] === undefined);
  const all = found.flatMap((readings) => (readings ? [readings] : []));
  return { days, missing, ...(missing.length === 0 && { mean: meanOf(ctx.genesis.params.K, all) }) };
}

/** @param days at least one, K readings each */
export function meanOf(K: number, days: readonly (readonly Reading[])[]): Reading[] {
  const mean = (k: number, side: keyof Reading) =>
    Math.floor(days.reduce((sum, day) => sum + day[k]![side], 0) / days.length);
  return Array.from({ length: K }, (_, k) => ({
    imported: mean(k, 'imported'),
    exported: mean(k, 'exported'),
  }));
}
