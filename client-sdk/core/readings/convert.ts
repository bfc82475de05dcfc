/** Other files of meter data into half hours of whole Wh, by the rules that docs/data.md states. */
import { MAX_QTY, SECONDS_PER_DAY } from '@veilgrid/protocol/params';
import { IssueList, quoted } from '../../csv/issues.js';
import { type EnergyForm, roundToWh } from './energy.js';
import { HALF_HOURS } from './parse.js';
import { type Layout, readTable } from './readTable.js';
import type { MeterDay } from './table.js';
import { READINGS_HEADER, readingsRow } from './write.js';

const WH: EnergyForm = { places: 9, fractions: true, signed: false };
const KWH: EnergyForm = { places: 12, fractions: true, signed: false };
const LAYOUTS: readonly Layout[] = [
  { columns: ['import_kwh', 'export_kwh'], form: KWH },
  { columns: ['import_wh', 'export_wh'], form: WH },
  { columns: ['net_kwh'], form: { ...KWH, signed: true } },
  { columns: ['net_wh'], form: { ...WH, signed: true } },
];

export type Interval = 15 | 30 | 60;

export interface ConvertOptions {
  /** Minutes of a row. */
  readonly interval: Interval;
  /** Minutes ahead of UTC of timestamps that carry no offset; without it they are refused. */
  readonly utcOffset?: number;
}

export interface Converted {
  /** The file in the one form that is read everywhere, by meter in order of appearance, then by time. */
  readonly text: string;
  readonly meters: number;
  readonly rows: number;
}

/**
 * Quarter hours are added exactly and then rounded, an hour is rounded and then split; a half is rounded up.
 * @throws DataError with every issue; ProtocolError TOO_LARGE
 */
export function convertReadings(
  file: string,
  bytes: Uint8Array,
  { interval, utcOffset }: ConvertOptions,
): Converted {
  const issues = new IssueList(file);
  const steps = (24 * 60) / interval;
  const format = { layouts: LAYOUTS, steps, ...(utcOffset === undefined ? {} : { utcOffset }) };
  const table = readTable(bytes, format, issues);
  const lines = [READINGS_HEADER];
  for (const meter of table.meters) {
    for (const day of table.daysOf(meter)) {
      const halves = halfHoursOf(table.meterDay(meter, day)!, meter, issues);
      for (const { step, ...half } of halves) {
        lines.push(readingsRow(meter, (day + step / HALF_HOURS) * SECONDS_PER_DAY, half));
      }
    }
  }
  issues.ensureNone();
  return { text: `${lines.join('\n')}\n`, meters: table.meters.length, rows: lines.length - 1 };
}

interface HalfHour {
  /** Half hours from the beginning of the day. */
  readonly step: number;
  readonly imported: number;
  readonly exported: number;
}

function halfHoursOf(slot: MeterDay, meter: string, issues: IssueList): HalfHour[] {
  const perHalf = slot.rows.length / HALF_HOURS;
  return Array.from({ length: HALF_HOURS }, (_, step) => step).flatMap((step) => {
    if (perHalf < 1) return splitHour(slot, step);
    const steps = Array.from({ length: perHalf }, (_, i) => step * perHalf + i);
    const rows = steps.map((s) => slot.rows[s]!).filter((row) => row > 0);
    if (rows.length === 0) return [];
    const about = { meter: quoted(meter) };
    // A half hour of which a quarter is missing has no rule.
    if (rows.length < perHalf) {
      issues.add('PERIOD_MISSING', { row: rows[0]!, column: 'timestamp' }, { ...about, minutes: 15 });
      return [];
    }
    const sum = (values: BigInt64Array) => roundToWh(steps.reduce((total, s) => total + values[s]!, 0n));
    const half = { step, imported: sum(slot.imported), exported: sum(slot.exported) };
    for (const [wh, column] of [
      [half.imported, 'import'],
      [half.exported, 'export'],
    ] as const) {
      if (wh > MAX_QTY) issues.add('ENERGY_TOO_LARGE', { row: rows[0]!, column }, { ...about, wh });
    }
    return [half];
  });
}

/** Both halves of an hour count the same, and an odd Wh belongs to the first. */
function splitHour(slot: MeterDay, step: number): HalfHour[] {
  const hour = step >> 1;
  if (slot.rows[hour] === 0) return [];
  const share = (values: BigInt64Array) => {
    const wh = roundToWh(values[hour]!);
    return step % 2 === 0 ? wh - (wh >> 1) : wh >> 1;
  };
  return [{ step, imported: share(slot.imported), exported: share(slot.exported) }];
}
