/** What a need pays at most, and what is locked for it. docs/protocol/flexibility.md "Bounds and refusals at opening". */
import type { NeedStep, OpenNeedBody } from '@veilgrid/protocol/flexibility/need';
import { isSet, type Sale } from './book.js';

type Terms = OpenNeedBody;

export const priceAt = ({ floor, tick }: Pick<Terms, 'floor' | 'tick'>, level: number): bigint =>
  BigInt(floor) + BigInt(tick) * BigInt(level);

export function greatest(prices: Iterable<bigint>): bigint {
  let top = 0n;
  for (const price of prices) if (price > top) top = price;
  return top;
}

export const fined = (percent: number, rate: bigint): bigint => (rate * BigInt(percent)) / 100n;

/** The dearest step that asks for something in half hour k. */
function dearest(terms: Terms, k: number): bigint {
  const asking = terms.steps.filter(({ qty }) => qty[k] !== 0);
  return greatest(asking.map(({ level }) => priceAt(terms, level[k]!)));
}

/** The most that a Wh of half hour k costs the buyer: nothing outside the window. */
export function ceilingAt(terms: Terms, k: number): bigint {
  return isSet(terms.window, k) ? dearest(terms, k) + BigInt(terms.other[k]!) : 0n;
}

/** What offers are held to. */
export function boundsOf(terms: Terms): { readonly maxPay: bigint; readonly collateral: bigint } {
  const tops = terms.other.map((_, k) => ceilingAt(terms, k));
  return {
    maxPay: greatest(tops),
    collateral: greatest(tops.map((top) => top + 2n * fined(terms.percent, top))),
  };
}

/** Over all that the steps ask for. */
function worth({ steps }: Terms, unit: (step: NeedStep, k: number) => bigint): bigint {
  let sum = 0n;
  for (const step of steps) {
    for (const [k, wh] of step.qty.entries()) if (wh > 0) sum += BigInt(wh) * unit(step, k);
  }
  return sum;
}

/** Of the buyer: every step at its own price. */
export function buyerLock(terms: Terms): bigint {
  return worth(
    terms,
    ({ level }, k) => priceAt(terms, level[k]!) + BigInt(terms.other[k]!) + BigInt(terms.comp[k]!),
  );
}

/** Of operator and regulator each: what a buyer that regrets would have to pay for nothing. */
export function roleLock(roleBond: bigint, terms: Terms): bigint {
  const { auctioned, other } = terms;
  return greatest([
    roleBond,
    worth(terms, (_, k) => (auctioned === 1 ? dearest(terms, k) : BigInt(other[k]!))),
  ]);
}

/** Per Wh of a sale: whether or not it is called, and what a call adds. */
export function pricesOf(terms: Terms, k: number, { level }: Sale) {
  const found = priceAt(terms, level);
  const given = BigInt(terms.other[k]!);
  return terms.auctioned === 1
    ? { availability: found, utilisation: given }
    : { availability: given, utilisation: found };
}
