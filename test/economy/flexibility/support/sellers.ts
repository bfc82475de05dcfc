/** Twenty sellers, some of them one coalition, before a buyer's steps: what withholding does to the price. */
import { BUY, type Cell, SELL } from '@veilgrid/protocol/core/books/cells';
import { fillOf } from '@veilgrid/protocol/core/books/clearing';
import { MAX_LEVEL } from '@veilgrid/protocol/params';
import { jsMatcher } from '@veilgrid/wasm-core';

/** Wh that each seller has; levels are what a Wh costs it. */
const QTY = 500;
export const COSTS: readonly number[] = Array.from({ length: 20 }, (_, i) => 16 + 2 * i);
/** What the buyer needs: 70 % of what is there. */
const NEEDED = (QTY * COSTS.length * 7) / 10;
export const CEILING = 100;

/** @param levels of equal steps */
export const demandOf = (levels: readonly number[]): Cell[] =>
  levels.map((level) => ({ side: BUY, level, qty: NEEDED / levels.length }));

interface Outcome {
  readonly price: number;
  /** Of the coalition's members. */
  readonly profit: number;
}

/** @param asked what each seller asks for */
function cleared(demand: readonly Cell[], asked: readonly number[], members: readonly number[]): Outcome {
  const offers = asked.map((level): Cell => ({ side: SELL, level, qty: QTY }));
  const [period] = jsMatcher.clearDay(
    [...demand, ...offers].map((cell) => [cell]),
    1,
  );
  const price = period!.level;
  const profit = members.reduce((sum, i) => sum + (price - COSTS[i]!) * fillOf(offers[i]!, period!), 0);
  return { price, profit };
}

export function honest(demand: readonly Cell[], members: readonly number[]): Outcome {
  return cleared(demand, COSTS, members);
}

/** The best that members reach together by keeping back their costliest, and by asking for one price. */
export function colluding(demand: readonly Cell[], members: readonly number[]): Outcome {
  const dearestFirst = [...members].sort((a, b) => COSTS[b]! - COSTS[a]!);
  const choices = dearestFirst.flatMap((_, kept) =>
    [0, ...demand.map(({ level }) => level)].map((least) => {
      const back = new Set(dearestFirst.slice(0, kept));
      return COSTS.map((cost, i) => {
        if (!members.includes(i)) return cost;
        return back.has(i) ? MAX_LEVEL : Math.max(cost, least);
      });
    }),
  );
  return choices
    .map((asked) => cleared(demand, asked, members))
    .reduce((best, x) => (x.profit > best.profit ? x : best), honest(demand, members));
}
