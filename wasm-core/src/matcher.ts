/** One settlement period of one order; side 0 buys, 1 sells; level u16; qty u24 in Wh. */
export interface Cell {
  readonly side: number;
  readonly level: number;
  readonly qty: number;
}

/** One side of a period's book: order i stands at `level[i]` with `qty[i]`. */
export interface BookSide {
  readonly level: ArrayLike<number>;
  readonly qty: ArrayLike<number>;
}

/**
 * A cleared period, raw: where `traded` is false the ledger publishes zeros in place of level and margins.
 * Levels are u16, quantities Wh, `volume` below 2^42.
 */
export interface PeriodClearing {
  /** Lowest and highest level at which supply and demand balance. */
  readonly L: number;
  readonly H: number;
  /** p* = floor((L + H) / 2). */
  readonly level: number;
  /** T = min(D(>=L), S(<=L)). */
  readonly volume: number;
  /** The clear statement's lambda; 0 where neither side is long. */
  readonly lambda: number;
  /** The longer side at L: 0 buys (also where neither is), 1 sells. */
  readonly rationed: 0 | 1;
  /** Orders at p* fill min(qty, margin of their side). */
  readonly lambdaBuy: number;
  readonly lambdaSell: number;
  readonly traded: boolean;
}

/** Clears sealed books by the protocol's statements 5 and 6. Both implementations pass the same vectors. */
export interface Matcher {
  clearPeriod(buys: BookSide, sells: BookSide): PeriodClearing;
  /** `orders[i][k]` is order i's cell of period k; every order has `periods` cells. */
  clearDay(orders: readonly (readonly Cell[])[], periods: number): PeriodClearing[];
}

/** What an order's cell trades at the cleared price, in Wh. */
export function fillOf(cell: Cell, period: PeriodClearing): number {
  if (!period.traded) return 0;
  const better = cell.side === 0 ? cell.level > period.level : cell.level < period.level;
  if (better) return cell.qty;
  if (cell.level !== period.level) return 0;
  return Math.min(cell.qty, cell.side === 0 ? period.lambdaBuy : period.lambdaSell);
}
