/** CSV files with one row a settlement period: `period` first, counted from 0 in UTC. */
import { readCsv } from './csv.js';
import { type IssueList, quoted } from './issues.js';

export interface PeriodRow {
  /** Line of the file, the header being 1. */
  readonly row: number;
  readonly period: number;
  /** By the header's columns, without `period`. */
  readonly values: readonly string[];
}

/** Rows of periods that are there and stand once; what is wrong goes to `issues`. */
export function readPeriods(
  bytes: Uint8Array,
  columns: readonly string[],
  K: number,
  issues: IssueList,
): PeriodRow[] {
  const rows = new Map<number, PeriodRow>();
  readCsv(bytes, [['period', ...columns]], issues, ({ row, fields: [first = '', ...values] }) => {
    const place = { row, column: 'period' };
    const period = /^[0-9]{1,3}$/.test(first) ? Number(first) : K;
    if (period >= K)
      issues.add('CSV_VALUE_INVALID', place, { value: quoted(first), needed: `0 to ${K - 1}` });
    else if (rows.has(period))
      issues.add('PERIOD_DUPLICATE', place, { period, first: rows.get(period)!.row });
    else rows.set(period, { row, period, values });
  });
  return [...rows.values()];
}

/** A whole number within bounds; what is none goes to `issues`. */
export function wholeOf(
  text: string,
  [least, most]: readonly [number, number],
  place: { readonly row: number; readonly column: string },
  issues: IssueList,
): number | undefined {
  const value = Number(text);
  if (/^-?[0-9]{1,9}$/.test(text) && value >= least && value <= most) return value;
  issues.add('CSV_VALUE_INVALID', place, {
    value: quoted(text),
    needed: `a whole number from ${least} to ${most}`,
  });
  return undefined;
}
