/** Whole days of a table: which there are, and what the others lack. */
import { ensure } from '@veilgrid/protocol/errors';
import { SECONDS_PER_DAY } from '@veilgrid/protocol/params';
import { type IssueList, quoted } from '../../csv/issues.js';
import type { MeterDay, ReadingsTable } from './table.js';

/** Days since 1970-01-01 UTC of the one day wanted, or the first whole one; all where it is undefined. */
export type DayChoice = number | 'firstWhole' | undefined;

/**
 * The chosen days; what they lack goes to the issues.
 * @param stride steps of the table in one period of the file
 * @throws ProtocolError NOT_FOUND when the file has no such day
 */
export function chooseDays(
  table: ReadingsTable,
  stride: number,
  choice: DayChoice,
  issues: IssueList,
): number[] {
  const { days, meters } = table;
  if (choice === 'firstWhole') {
    const whole = days.find((day) =>
      meters.every((meter) => missingRuns(table.meterDay(meter, day), table.steps, stride).length === 0),
    );
    if (whole !== undefined) return [whole];
  }
  const chosen = typeof choice === 'number' ? days.filter((day) => day === choice) : days;
  if (typeof choice === 'number' && issues.total === 0) {
    // With rows that could not be read, the day might have been among them.
    ensure(chosen.length > 0, 'NOT_FOUND', { field: 'day', file: issues.file, date: dateOf(choice) });
  }
  for (const day of chosen) for (const meter of meters) reportMissing(table, { meter, day }, stride, issues);
  return chosen;
}

/** Periods that are missing, in runs of [first step, number of periods]. */
function missingRuns(slot: MeterDay | undefined, steps: number, stride: number): [number, number][] {
  const runs: [number, number][] = [];
  for (let step = 0; step < steps; step += stride) {
    if ((slot?.rows[step] ?? 0) > 0) continue;
    const last = runs.at(-1);
    if (last && last[0] + last[1] * stride === step) last[1]++;
    else runs.push([step, 1]);
  }
  return runs;
}

/** Names the meter's first row of that day, or of the file where it has none. */
function reportMissing(
  table: ReadingsTable,
  { meter, day }: { readonly meter: string; readonly day: number },
  stride: number,
  issues: IssueList,
): void {
  const slot = table.meterDay(meter, day);
  const row = firstRow(slot ?? table.meterDay(meter, table.daysOf(meter)[0]!)!);
  for (const [step, periods] of missingRuns(slot, table.steps, stride)) {
    const at = new Date((day + step / table.steps) * SECONDS_PER_DAY * 1000);
    const from = `${at.toISOString().slice(0, 16)}Z`;
    issues.add('PERIOD_MISSING', { row, column: 'timestamp' }, { meter: quoted(meter), from, periods });
  }
}

export function firstRow({ rows }: MeterDay): number {
  return rows.reduce((first, row) => (row > 0 && (first === 0 || row < first) ? row : first), 0);
}

export function dateOf(day: number): string {
  return new Date(day * SECONDS_PER_DAY * 1000).toISOString().slice(0, 10);
}
