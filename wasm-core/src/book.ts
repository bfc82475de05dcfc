import type { Cell } from '@veilgrid/protocol/core/books/cells';
import type { Matcher as DayMatcher, PeriodClearing } from '@veilgrid/protocol/core/books/clearing';
import { ensure } from '@veilgrid/protocol/errors';
import { MAX_LEVEL, MAX_QTY } from '@veilgrid/protocol/params';

/** 2^20 quantities of 24 bits sum below 2^44: exact in a double and far below 64 bits. */
export const MAX_ORDERS = 2 ** 20;
/** Quarter hours of a day. */
export const MAX_PERIODS = 96;

/** One side of a period's book: order i stands at `level[i]` with `qty[i]`. */
export interface BookSide {
  readonly level: ArrayLike<number>;
  readonly qty: ArrayLike<number>;
}

/** Clears sealed books by protocol/market.md, clear and close. Both implementations pass the same vectors. */
export interface Matcher extends DayMatcher {
  clearPeriod(buys: BookSide, sells: BookSide): PeriodClearing;
}

export function checkPeriods(periods: number): void {
  ensure(Number.isInteger(periods) && periods >= 1 && periods <= MAX_PERIODS, 'VALUE_OUT_OF_RANGE', {
    field: 'periods',
  });
}

/** Refuses a book that the matchers would misread. */
export function checkSide({ level, qty }: BookSide): void {
  ensure(level.length === qty.length, 'VALUE_OUT_OF_RANGE', { field: 'qty', length: qty.length });
  checkCount(level.length);
  for (let i = 0; i < level.length; i++) checkOrder(level[i]!, qty[i]!);
}

export function checkCount(orders: number): void {
  ensure(orders <= MAX_ORDERS, 'TOO_LARGE', { field: 'orders', length: orders });
}

export function checkCells(cells: readonly Cell[], periods: number): void {
  ensure(cells.length === periods, 'VALUE_OUT_OF_RANGE', { field: 'cells', length: cells.length });
  for (const { side, level, qty } of cells) {
    if (side !== 0 && side !== 1) ensure(false, 'VALUE_OUT_OF_RANGE', { field: 'side', value: side });
    checkOrder(level, qty);
  }
}

function checkOrder(level: number, qty: number): void {
  // The data of a refusal is only made for a refusal: this runs millions of times a clearing.
  if (!within(level, MAX_LEVEL)) ensure(false, 'VALUE_OUT_OF_RANGE', { field: 'level', value: level });
  if (!within(qty, MAX_QTY)) ensure(false, 'VALUE_OUT_OF_RANGE', { field: 'qty', value: qty });
}

function within(x: number, max: number): boolean {
  return Number.isInteger(x) && x >= 0 && x <= max;
}
