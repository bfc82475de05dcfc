/** Clearing a book's sealed orders: levels, margins, fills. protocol/market.md, close. */
import type { Cell } from './cells.js';

/** One settlement period as cleared; `level` is p*. Raw values, before untraded periods are zeroed. */
export interface PeriodClearing {
  /** Lowest and highest level at which supply and demand balance. */
  readonly L: number;
  readonly H: number;
  readonly level: number;
  /** T = min(D(≥L), S(≤L)), Wh. */
  readonly volume: number;
  /** Rationing parameter of the clearing proof; 0 where no side is long at p*. */
  readonly lambda: number;
  /** 1 when sells are long at p*. */
  readonly rationed: number;
  /** Most an order at p* gets, by side; 2^24 − 1 where its side is not long. */
  readonly lambdaBuy: number;
  readonly lambdaSell: number;
  readonly traded: boolean;
}

/** Finds the clearing of a day: `orders[i][k]` is order i in period k. Exact integers, no discretion. */
export interface Matcher {
  clearDay(orders: readonly (readonly Cell[])[], periods: number): PeriodClearing[];
}

/** What an order gets in a period, Wh: better than p* in full, at p* up to its side's margin. */
export function fillOf(
  cell: Cell,
  period: Pick<PeriodClearing, 'level' | 'lambdaBuy' | 'lambdaSell' | 'traded'>,
): number {
  if (!period.traded) return 0;
  const better = cell.side === 0 ? cell.level > period.level : cell.level < period.level;
  if (better) return cell.qty;
  if (cell.level !== period.level) return 0;
  return Math.min(cell.qty, cell.side === 0 ? period.lambdaBuy : period.lambdaSell);
}
