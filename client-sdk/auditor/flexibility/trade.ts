/** The end of a need's book: what trades, and what stays locked for it. docs/protocol/flexibility.md "What trades". */
import type { ClearingResult } from '@veilgrid/protocol/core/books/result';
import { MIN_GROUP } from '@veilgrid/protocol/params';
import { move } from '../core/money.js';
import { type FlexibilityLedger, isSet, isVoid, type NeedBook, offersIn, type Sale } from './book.js';
import { priceAt } from './prices.js';

/** What the steps get of a half hour, where ten at least have sold in it. */
function saleAt(need: NeedBook, { traded, p, lambdaBuy, lambdaSell }: ClearingResult, k: number) {
  if (!isSet(traded, k)) return undefined;
  const found = p[k]!;
  let bought = 0n;
  for (const { qty, level } of need.terms.steps) {
    if (level[k]! > found) bought += BigInt(qty[k]!);
    if (level[k] === found) bought += BigInt(Math.min(qty[k]!, lambdaBuy[k]!));
  }
  const ten = bought >= BigInt(MIN_GROUP * need.terms.maxQty + offersIn(need));
  return ten ? ({ level: found, margin: lambdaSell[k]!, bought } satisfies Sale) : undefined;
}

/** Of the book of a need; of others' nothing. */
export function endNeed({ books, genesis }: FlexibilityLedger, id: bigint): void {
  const need = books.needs.get(id);
  if (!need) return;
  const { sealed, terms } = need;
  const periods = [...Array(genesis.params.K).keys()];
  need.sales = periods.map((k) => (isVoid(need) ? undefined : saleAt(need, sealed.result!, k)));
  let kept = 0n;
  for (const [k, sale] of need.sales.entries()) {
    if (!sale) continue;
    const unit = priceAt(terms, sale.level) + BigInt(terms.other[k]! + terms.comp[k]!);
    kept += sale.bought * unit;
  }
  move(books, 'bonds', 'dso', need.lock - kept);
  need.lock = kept;
}
