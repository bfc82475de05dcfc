/** A day's tariff from a file `period,import_price,export_price,network,discount`. docs/cli.md describes it. */
import { type Params, PRICE_BOUND } from '@veilgrid/protocol/params';
import { IssueList } from '../csv/issues.js';
import { readPeriods, wholeOf } from '../csv/periodTable.js';

/** Signed prices and charges, in 0.01 currency/MWh, by settlement period. */
export interface TariffPrices {
  readonly importPrice: number[];
  readonly exportPrice: number[];
  readonly network: number[];
  readonly discount: number[];
}

const MOST = PRICE_BOUND - 1;
const COLUMNS = ['import_price', 'export_price', 'network', 'discount'] as const;
const BOUNDS = {
  import_price: [-MOST, MOST],
  export_price: [-MOST, MOST],
  network: [0, MOST],
  discount: [0, MOST],
} as const;

/** @param file how messages name it @throws DataError with every issue; ProtocolError TOO_LARGE */
export function parseTariff(file: string, bytes: Uint8Array, { K }: Params): TariffPrices {
  const issues = new IssueList(file);
  const rows = readPeriods(bytes, COLUMNS, K, issues);
  const prices = rows.map(({ row, period, values }) => ({
    period,
    values: COLUMNS.map((column, i) => wholeOf(values[i]!, BOUNDS[column], { row, column }, issues) ?? 0),
  }));
  const found = new Map(prices.map(({ period, values }) => [period, values]));
  // A period whose row could not be read is not missing.
  const legible = issues.total === 0;
  for (let period = 0; period < K; period++) {
    if (legible && !found.has(period))
      issues.add('PERIOD_MISSING', { row: 1, column: 'period' }, { period, periods: K });
  }
  issues.ensureNone();
  const column = (i: number) => Array.from({ length: K }, (_, k) => found.get(k)![i]!);
  return { importPrice: column(0), exportPrice: column(1), network: column(2), discount: column(3) };
}
