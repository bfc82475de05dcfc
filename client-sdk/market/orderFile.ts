/** Orders from files: limits by period, or a forecast with one limit for buying and one for selling. */
import { BUY, type Cell, SELL } from '@veilgrid/protocol/core/books/cells';
import type { Reading } from '@veilgrid/protocol/core/readings';
import { fail } from '@veilgrid/protocol/errors';
import { MAX_LEVEL, MAX_QTY, type Params, PRICE_BOUND } from '@veilgrid/protocol/params';
import { IssueList, quoted } from '../csv/issues.js';
import { readPeriods, wholeOf } from '../csv/periodTable.js';
import { nullCells } from './order.js';

/** Prices of an auction: level n is floor + n ticks. */
export interface PriceScale {
  readonly floor: number;
  readonly tick: number;
}

const COLUMNS = ['side', 'limit_price', 'qty_wh'] as const;

/**
 * Cells from `period,side,limit_price,qty_wh`; periods that are left out want nothing.
 * @param file how messages name it
 * @throws DataError with every issue; ProtocolError TOO_LARGE
 */
export function parseOrders(file: string, bytes: Uint8Array, { K }: Params, scale: PriceScale): Cell[] {
  const issues = new IssueList(file);
  const cells = nullCells(K);
  for (const { row, period, values } of readPeriods(bytes, COLUMNS, K, issues)) {
    const [sideText = '', limitText = '', qtyText = ''] = values;
    const side = sideText === 'buy' ? BUY : SELL;
    if (sideText !== 'buy' && sideText !== 'sell') {
      issues.add(
        'CSV_VALUE_INVALID',
        { row, column: 'side' },
        { value: quoted(sideText), needed: 'buy or sell' },
      );
    }
    const place = { row, column: 'limit_price' };
    const limit = wholeOf(limitText, [-PRICE_BOUND, PRICE_BOUND], place, issues);
    const level = limit === undefined ? undefined : levelOf(scale, side, limit);
    if (limit !== undefined && level === undefined)
      issues.add('CSV_VALUE_INVALID', place, { value: quoted(limitText), ...range(scale) });
    const qty = wholeOf(qtyText, [0, MAX_QTY], { row, column: 'qty_wh' }, issues);
    if (level !== undefined && qty !== undefined) cells[period] = { side, level, qty };
  }
  issues.ensureNone();
  return cells;
}

/** One limit for all periods in which something is short, and one for those in which something is left. */
export interface Limits {
  /** Most to pay, least to take, in 0.01 currency/MWh. */
  readonly buyLimit: number;
  readonly sellLimit: number;
}

/** Buys what is short in a period and sells what is left over. @throws ProtocolError VALUE_OUT_OF_RANGE */
export function forecastCells(
  forecast: readonly Reading[],
  { buyLimit, sellLimit }: Limits,
  scale: PriceScale,
): Cell[] {
  const level = (side: number, limit: number, field: string) => {
    const found = levelOf(scale, side, limit);
    if (found === undefined) throw fail('VALUE_OUT_OF_RANGE', { field, ...range(scale) });
    return found;
  };
  const buy = { side: BUY, level: level(BUY, buyLimit, 'buy-limit') };
  const sell = { side: SELL, level: level(SELL, sellLimit, 'sell-limit') };
  const idle = nullCells(forecast.length);
  return forecast.map(({ imported, exported }, k) => {
    const net = imported - exported;
    if (net === 0) return idle[k]!;
    return { ...(net > 0 ? buy : sell), qty: Math.abs(net) };
  });
}

/** The nearest level that pays no more, or takes no less; undefined where there is none. */
function levelOf({ floor, tick }: PriceScale, side: number, limit: number): number | undefined {
  const steps = (limit - floor) / tick;
  const level = side === BUY ? Math.floor(steps) : Math.ceil(steps);
  return level >= 0 && level <= MAX_LEVEL ? level : undefined;
}

function range({ floor, tick }: PriceScale) {
  return { lowest: floor, highest: floor + MAX_LEVEL * tick };
}
