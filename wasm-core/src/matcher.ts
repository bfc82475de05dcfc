import type { Matcher as DayMatcher, PeriodClearing } from '@veilgrid/protocol/clearing';

/** One side of a period's book: order i stands at `level[i]` (u16) with `qty[i]` (Wh, u24). */
export interface BookSide {
  readonly level: ArrayLike<number>;
  readonly qty: ArrayLike<number>;
}

/** Clears sealed books by the protocol's statements 5 and 6. Both implementations pass the same vectors. */
export interface Matcher extends DayMatcher {
  clearPeriod(buys: BookSide, sells: BookSide): PeriodClearing;
}
