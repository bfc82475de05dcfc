/** What a seller has of a called day beyond its deposit. */
import { type CalledNeed, deliverPayment } from '@veilgrid/protocol/flexibility/payment';
import { penaltyOf } from '@veilgrid/protocol/flexibility/prices';

/** 1.20 currency a kWh, in 0.01 currency/MWh. */
export const RATE = 120_000n;
const DEPOSIT = 1n << 43n;

export interface Terms {
  /** Of the rate. */
  readonly percent: number;
  /** By half hour: price of what is used more there. */
  readonly rebound?: readonly bigint[];
  /** By half hour; all of them are called that have one above 0. */
  readonly rates: readonly bigint[];
}

function calledNeed({ percent, rebound, rates }: Terms): CalledNeed {
  const zeros = rates.map(() => 0n);
  return {
    fixed: zeros,
    rate: rates,
    pen: rates.map((rate) => penaltyOf(percent, rate)),
    called: rates.reduce((bits, rate, k) => (rate > 0n ? bits | (1n << BigInt(k)) : bits), 0n),
    up: 0n,
    rebound: rebound ?? zeros,
    comp: zeros,
  };
}

/** @param relief by half hour; @param wh what was accepted in each */
export function earned(relief: readonly bigint[], wh: bigint, terms: Terms): bigint {
  const fills = terms.rates.map((rate) => (rate > 0n ? wh : 0n));
  return deliverPayment(DEPOSIT, fills, calledNeed(terms), { status: 0, relief }).pay - DEPOSIT;
}

/** The same where nothing below the baseline counted against the seller, and nothing that was missed. */
export function earnedOneSided(relief: readonly bigint[], wh: bigint, { rates, percent }: Terms): bigint {
  return relief.reduce((sum, x, k) => {
    const delivered = x <= 0n ? 0n : x < wh ? x : wh;
    return sum + rates[k]! * delivered - penaltyOf(percent, rates[k]!) * (wh - delivered);
  }, 0n);
}

/** Thousandths. */
export function perMille(part: bigint, whole: bigint): number {
  return Number((1_000n * part) / whole);
}
