/** Days of readings from a file `meter_id,timestamp,import_wh,export_wh`. docs/data.md describes it. */
import type { Reading } from '@veilgrid/protocol/core/readings';
import { ensure } from '@veilgrid/protocol/errors';
import { MAX_QTY, type Params } from '@veilgrid/protocol/params';
import { IssueList, quoted } from '../../csv/issues.js';
import { chooseDays, type DayChoice, dateOf, firstRow } from './days.js';
import { UNITS_PER_WH, WHOLE_WH } from './energy.js';
import { type Layout, readTable } from './readTable.js';
import type { MeterDay, ReadingsTable } from './table.js';

/** Files are written by half hour. */
export const HALF_HOURS = 48;
export const WH_LAYOUT: Layout = { columns: ['import_wh', 'export_wh'], form: WHOLE_WH };

export interface ReadingsOptions {
  /** Only this day is read and must be whole; without it every day of the file must. */
  readonly day?: DayChoice;
  /** Wh a meter may count in a day, as its connection point says. */
  readonly dayCaps?: Reading;
}

export interface ReadingsFile {
  readonly file: string;
  /** In order of appearance. */
  readonly meters: readonly string[];
  /** K readings of every meter, by days since 1970-01-01 UTC, ascending. */
  readonly days: ReadonlyMap<number, ReadonlyMap<string, readonly Reading[]>>;
}

/**
 * Reads half hours; a profile with longer periods adds them up, or takes a file written in its own periods.
 * @param file how messages name it
 * @throws DataError with every issue; ProtocolError TOO_LARGE, NOT_FOUND when the file has no such day,
 * VALUE_OUT_OF_RANGE for a profile whose periods are no whole half hours
 */
export function parseReadings(
  file: string,
  bytes: Uint8Array,
  { K }: Params,
  { day, dayCaps }: ReadingsOptions = {},
): ReadingsFile {
  ensure(HALF_HOURS % K === 0, 'VALUE_OUT_OF_RANGE', {
    field: 'profile',
    reason: `${K} periods a day are no whole half hours`,
  });
  const issues = new IssueList(file);
  const table = readTable(bytes, { layouts: [WH_LAYOUT], steps: HALF_HOURS }, issues);
  const days = new Map<number, Map<string, Reading[]>>();
  for (const chosen of chooseDays(table, strideOf(table, HALF_HOURS / K), day, issues)) {
    const byMeter = new Map<string, Reading[]>();
    for (const meter of table.meters) {
      const slot = table.meterDay(meter, chosen);
      if (slot === undefined) continue;
      const readings = readingsOf(slot, K);
      checkSums(readings, dayCaps, { slot, meter, date: dateOf(chosen) }, issues);
      byMeter.set(meter, readings);
    }
    days.set(chosen, byMeter);
  }
  issues.ensureNone();
  return { file, meters: table.meters, days };
}

/** 1 for half hours; the profile's own period where every timestamp stands on one. */
function strideOf(table: ReadingsTable, span: number): number {
  const onPeriods = ({ rows }: MeterDay) => rows.every((row, step) => row === 0 || step % span === 0);
  const own = table.meters.every((meter) =>
    table.daysOf(meter).every((day) => onPeriods(table.meterDay(meter, day)!)),
  );
  return own ? span : 1;
}

/** The meter counts import and export apart in every half hour; a longer period adds them up. */
function readingsOf(slot: MeterDay, K: number): Reading[] {
  const span = HALF_HOURS / K;
  const total = (values: BigInt64Array, k: number) =>
    Number(values.subarray(k * span, (k + 1) * span).reduce((a, b) => a + b, 0n) / UNITS_PER_WH);
  return Array.from({ length: K }, (_, k) => ({
    imported: total(slot.imported, k),
    exported: total(slot.exported, k),
  }));
}

/** What no single row shows: a period's sum beyond 24 bits, a day beyond the connection. */
function checkSums(
  readings: readonly Reading[],
  dayCaps: Reading | undefined,
  { slot, meter, date }: { slot: MeterDay; meter: string; date: string },
  issues: IssueList,
): void {
  for (const [part, column] of [
    ['imported', 'import_wh'],
    ['exported', 'export_wh'],
  ] as const) {
    const place = { row: firstRow(slot), column };
    const about = { meter: quoted(meter), date };
    const largest = Math.max(...readings.map((r) => r[part]));
    if (largest > MAX_QTY) issues.add('ENERGY_TOO_LARGE', place, { ...about, wh: largest, limit: MAX_QTY });
    const wh = readings.reduce((sum, r) => sum + r[part], 0);
    const limit = dayCaps?.[part];
    if (limit !== undefined && wh > limit) issues.add('DAY_TOO_LARGE', place, { ...about, wh, limit });
  }
}
