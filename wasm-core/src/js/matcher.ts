import type { Cell } from '@veilgrid/protocol/core/books/cells';
import type { PeriodClearing } from '@veilgrid/protocol/core/books/clearing';
import { MAX_LEVEL, NO_MARGIN } from '@veilgrid/protocol/params';
import { type BookSide, checkCells, checkCount, checkPeriods, checkSide, type Matcher } from '../book.js';

interface Order {
  readonly level: number;
  readonly qty: number;
}

/** The plain matcher: sorts each period's orders by level and walks them once. */
export const jsMatcher: Matcher = { clearPeriod, clearDay };

function clearPeriod(buys: BookSide, sells: BookSide): PeriodClearing {
  checkSide(buys);
  checkSide(sells);
  return clear(ordersOf(buys), ordersOf(sells));
}

function clearDay(orders: readonly (readonly Cell[])[], periods: number): PeriodClearing[] {
  checkPeriods(periods);
  checkCount(orders.length);
  for (const cells of orders) checkCells(cells, periods);
  return Array.from({ length: periods }, (_, k) => {
    const sides: [Cell[], Cell[]] = [[], []];
    for (const cells of orders) {
      const cell = cells[k]!;
      sides[cell.side as 0 | 1].push(cell);
    }
    return clear(...sides);
  });
}

/**
 * X(p) = S(<=p) - D(>p) never falls as p rises, and D(>=p) - S(<p) = -X(p - 1). So p balances when
 * X(p) >= 0 >= X(p - 1): L is the first level with X >= 0, H the first with X > 0, and X only changes at
 * levels where somebody stands.
 */
function clear(buys: readonly Order[], sells: readonly Order[]): PeriodClearing {
  const demand = total(buys);
  const steps = [...buys, ...sells].sort((a, b) => a.level - b.level);
  let L = demand === 0 ? 0 : -1;
  let H = MAX_LEVEL;
  let x = -demand;
  for (let i = 0; i < steps.length; ) {
    const level = steps[i]!.level;
    for (; i < steps.length && steps[i]!.level === level; i++) x += steps[i]!.qty;
    if (L < 0 && x >= 0) L = level;
    if (x > 0) {
      H = level;
      break;
    }
  }
  return ration(buys, sells, L, H);
}

/** T, lambda and the margins, given L and H. */
function ration(buys: readonly Order[], sells: readonly Order[], L: number, H: number): PeriodClearing {
  const level = (L + H) >> 1;
  const demandAbove = total(buys.filter((o) => o.level > L));
  const supplyBelow = total(sells.filter((o) => o.level < L));
  const buysAtL = buys.filter((o) => o.level === L);
  const sellsAtL = sells.filter((o) => o.level === L);
  const demand = demandAbove + total(buysAtL);
  const supply = supplyBelow + total(sellsAtL);
  const volume = Math.min(demand, supply);
  const base = { L, H, level, volume, traded: volume > 0 };
  let lambda = 0;
  let rationed: 0 | 1 = 0;
  let lambdaBuy = NO_MARGIN;
  let lambdaSell = NO_MARGIN;
  if (demand > supply) {
    // The buyers' margin rounds up, the sellers' down, so that never less is bought than sold.
    lambda = leastMargin(buysAtL, supply - demandAbove);
    if (level === L) lambdaBuy = lambda;
  } else if (supply > demand) {
    // X > 0 here, hence L = H: orders at p* are the orders at L.
    lambda = leastMargin(sellsAtL, demand - supplyBelow + 1);
    rationed = 1;
    lambdaSell = lambda - 1;
  }
  return { ...base, lambda, rationed, lambdaBuy, lambdaSell };
}

/** The least m with sum of min(qty, m) >= target; the caller's target is at most the total. */
function leastMargin(orders: readonly Order[], target: number): number {
  const ascending = orders.map((o) => o.qty).sort((a, b) => a - b);
  let left = target;
  let sharing = ascending.length;
  for (const qty of ascending) {
    if (qty * sharing >= left) break;
    left -= qty;
    sharing--;
  }
  const rest = left % sharing;
  return (left - rest) / sharing + (rest > 0 ? 1 : 0);
}

function total(orders: readonly Order[]): number {
  let sum = 0;
  for (const { qty } of orders) sum += qty;
  return sum;
}

function ordersOf({ level, qty }: BookSide): Order[] {
  return Array.from({ length: level.length }, (_, i) => ({ level: level[i]!, qty: qty[i]! }));
}
