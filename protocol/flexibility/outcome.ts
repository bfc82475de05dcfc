/** What a need's auction came to: which half hours trade, at what prices. docs/protocol/flexibility.md "What trades". */
import { hasBit } from '../core/bits.js';
import { fillOf } from '../core/books/clearing.js';
import { type ClearingResult, isTraded } from '../core/books/result.js';
import { MIN_GROUP } from '../params.js';
import { AVAILABILITY_AUCTIONED, type NeedTerms, stepCells } from './need.js';
import { levelPrice, penaltyOf } from './prices.js';

/** The result as the ledger keeps it. */
export interface NeedResult {
  /** Bit k: half hour k trades. */
  readonly traded: bigint;
  /** K levels; 0 where nothing trades. */
  readonly p: readonly number[];
  /** K margins of offers at p, Wh. */
  readonly lambda: readonly number[];
  /** K quantities, Wh. */
  readonly bought: readonly bigint[];
}

/**
 * Of what closed only that stays where ten at least have sold: a fill is at most maxQty, and rounding leaves less than
 * a Wh an offer.
 * @param offers in the book, steps not counted
 */
export function needResult(
  need: Pick<NeedTerms, 'steps' | 'maxQty'>,
  result: ClearingResult,
  offers: number,
): NeedResult {
  const bought = result.p.map((level, k) => {
    const at = {
      level,
      lambdaBuy: result.lambdaBuy[k]!,
      lambdaSell: result.lambdaSell[k]!,
      traded: isTraded(result, k),
    };
    return need.steps.reduce((sum, step) => sum + BigInt(fillOf(stepCells(step)[k]!, at)), 0n);
  });
  const least = BigInt(MIN_GROUP) * BigInt(need.maxQty) + BigInt(offers);
  const trades = bought.map((wh, k) => result.enough && isTraded(result, k) && wh >= least);
  const shown = (values: readonly number[]) => values.map((x, k) => (trades[k] ? x : 0));
  return {
    traded: trades.reduce((bits, yes, k) => (yes ? bits | (1n << BigInt(k)) : bits), 0n),
    p: shown(result.p),
    lambda: shown(result.lambdaSell),
    bought: bought.map((wh, k) => (trades[k] ? wh : 0n)),
  };
}

/** Nothing bought of anybody. */
export function emptyNeedResult(K: number): NeedResult {
  const zeros = Array<number>(K).fill(0);
  return { traded: 0n, p: zeros, lambda: zeros, bought: zeros.map(() => 0n) };
}

/** What stays locked when the book is closed. */
export function closedLock(need: NeedTerms, { p, bought }: NeedResult): bigint {
  return bought.reduce((sum, wh, k) => {
    return sum + wh * (levelPrice(need, p[k]!) + BigInt(need.other[k]! + need.comp[k]!));
  }, 0n);
}

/** Prices of a half hour as its market found them. */
function pricesAt(need: NeedTerms, { p }: NeedResult, k: number) {
  const price = levelPrice(need, p[k]!);
  const other = BigInt(need.other[k]!);
  return need.auctioned === AVAILABILITY_AUCTIONED
    ? { availability: price, utilisation: other }
    : { availability: other, utilisation: price };
}

/** Prices by half hour, as claims and deliveries are proven with; 0 where nothing trades. */
export interface NeedArrays {
  /** For a Wh that was accepted and not called. */
  readonly fixed: readonly bigint[];
  /** For a Wh that was called. */
  readonly rate: readonly bigint[];
  readonly pen: readonly bigint[];
}

/** @param called half hours that count as called */
export function needArrays(need: NeedTerms, result: NeedResult, called: bigint): NeedArrays {
  const lines = result.p.map((_, k) => {
    if (!hasBit(result.traded, k)) return { fixed: 0n, rate: 0n, pen: 0n };
    const { availability, utilisation } = pricesAt(need, result, k);
    if (!hasBit(called, k)) return { fixed: availability, rate: 0n, pen: 0n };
    const rate = availability + utilisation;
    return { fixed: 0n, rate, pen: penaltyOf(need.percent, rate) };
  });
  return {
    fixed: lines.map(({ fixed }) => fixed),
    rate: lines.map(({ rate }) => rate),
    pen: lines.map(({ pen }) => pen),
  };
}
