import { LAST_DATED_DAY } from '@veilgrid/protocol/core/days';
import { MAX_CHAIN_DAYS } from '@veilgrid/protocol/disclosure/disclose';
import { ensure } from '@veilgrid/protocol/errors';
import { PointHistory } from '../core/points/dayPoints.js';
import type { WalletContext } from '../wallet/context.js';
import { csvOf } from './exportCsv.js';
import { type ExportedDay, type ExportGap, exportDay } from './exportDays.js';
import { espiFeed } from './exportEspi.js';

/** `espi`: Green Button, an Atom feed of ESPI resources; `csv`: the ledger's own form, which `parseReadings` reads. */
export type ExportFormat = 'espi' | 'csv';

/** Which readings to export, and as what. */
export interface ExportChoice {
  readonly format: ExportFormat;
  /** First and last day, since 1970-01-01 UTC. */
  readonly from: number;
  readonly to: number;
  /** May be left out by a wallet that never had but one point. */
  readonly position?: number;
}

/** One's own readings, and the file of them. */
export interface ReadingsExport {
  readonly format: ExportFormat;
  readonly position: number;
  /** In order. */
  readonly days: readonly ExportedDay[];
  /** Every other day asked for: the file has nothing of them. */
  readonly gaps: readonly ExportGap[];
  /** The file. */
  readonly text: string;
}

/**
 * The settled readings of an own point, by the wallet's memos, from the seed and the chain alone: what its household takes
 * along. The same days give the same file, whenever and by whichever node it is made.
 * docs/protocol/disclosure/export.md
 * @throws ProtocolError VALUE_OUT_OF_RANGE for a range that falls or has more than 4,096 days, POSITION_EMPTY, FACT_INVALID
 */
export async function exportReadings(
  ctx: WalletContext,
  { format, from, to, ...choice }: ExportChoice,
): Promise<ReadingsExport> {
  const real = Number.isInteger(from) && Number.isInteger(to) && from >= 0 && to <= LAST_DATED_DAY;
  ensure(real && from <= to && to - from < MAX_CHAIN_DAYS, 'VALUE_OUT_OF_RANGE', { field: 'to', from, to });
  const history = await PointHistory.fetch(ctx);
  const position = positionOf(ctx, history, choice.position);
  const days: ExportedDay[] = [];
  const gaps: ExportGap[] = [];
  for (let day = from; day <= to; day++) {
    const found = await exportDay(ctx, history, position, day);
    if ('reason' in found) gaps.push(found);
    else days.push(found);
  }
  const { chainId, json, params } = ctx.genesis;
  const feed = { chainId, since: BigInt(json.time), K: params.K, position, from, to, days };
  const text = format === 'csv' ? csvOf(position, days) : espiFeed(feed);
  return { format, position, days, gaps, text };
}

/** Of points that were the wallet's on any day. @throws ProtocolError POSITION_EMPTY */
function positionOf({ keys }: WalletContext, { told }: PointHistory, position?: number): number {
  const own = new Set(told.filter((point) => point.ownerPk === keys.ownerPk).map((point) => point.position));
  const chosen = [...own].filter((each) => position === undefined || each === position);
  ensure(chosen.length === 1, 'POSITION_EMPTY', { field: 'position', candidates: chosen.length });
  return chosen[0]!;
}
