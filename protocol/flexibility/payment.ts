/** What a need pays one offer, in integers. docs/protocol/flexibility.md, deliver. */
import { hasBit } from '../core/bits.js';
import { fillOf } from '../core/books/clearing.js';
import { type Hasher, hash } from '../core/crypto/hash.js';
import { STATUS_DSO } from '../core/readings.js';
import { TAGS } from '../tags.js';
import { type OfferCell, offerCells } from './offer.js';
import type { NeedArrays, NeedResult } from './outcome.js';

export function paymentRho(hasher: Hasher, salt: bigint, needId: bigint): bigint {
  return hash(hasher, TAGS.RHO, [salt, needId]);
}

/** Nonce, value, tag; the key is of the offer's salt. */
export const PAYMENT_MEMO_BYTES = 24 + 8 + 16;

/** K quantities that were accepted, Wh. */
export function fillsOf(cells: readonly OfferCell[], { traded, p, lambda }: NeedResult): bigint[] {
  return offerCells(cells).map((cell, k) => {
    const margin = lambda[k]!;
    return BigInt(
      fillOf(cell, { level: p[k]!, lambdaBuy: margin, lambdaSell: margin, traded: hasBit(traded, k) }),
    );
  });
}

export interface Payment {
  /** Deposit and all that was earned, less what is owed: never below 0. */
  readonly pay: bigint;
  readonly charges: bigint;
  /** What those lose who could not prove; the issuer's, not the buyer's. */
  readonly unproven: bigint;
  /** To the supplier; below 0 where more was opposed than delivered. */
  readonly owed: bigint;
  /** K, Wh: delivered less opposed. */
  readonly delivered: readonly bigint[];
}

const dot = (prices: readonly bigint[], wh: readonly bigint[]) =>
  wh.reduce((sum, x, k) => sum + prices[k]! * x, 0n);

/** Nothing was called: the deposit comes back, with availability or the share of a forfeit. */
export function claimPayment(
  deposit: bigint,
  fills: readonly bigint[],
  fixed: readonly bigint[],
  share: bigint,
): Payment {
  const pay = deposit + share + dot(fixed, fills);
  return { pay, charges: 0n, unproven: 0n, owed: 0n, delivered: fills.map(() => 0n) };
}

/** What a called need says by half hour. */
export interface CalledNeed extends NeedArrays {
  readonly called: bigint;
  readonly up: bigint;
  readonly rebound: readonly bigint[];
  readonly comp: readonly bigint[];
}

/** A day that was proven. */
export interface ProvenDay {
  /** Of the day's own reading: one that the DSO signed is neither paid nor charged. */
  readonly status: number;
  /** K: `relief` */
  readonly relief: readonly bigint[];
}

/** @param day undefined where no readings can be shown: then the worst counts that could be */
export function deliverPayment(
  deposit: bigint,
  fills: readonly bigint[],
  need: CalledNeed,
  day: ProvenDay | undefined,
): Payment {
  const K = fills.length;
  const periods = Array.from({ length: K }, (_, k) => k);
  const due = periods.map((k) => (hasBit(need.called, k) && day?.status !== STATUS_DSO ? fills[k]! : 0n));
  const x = periods.map((k) => (day ? (hasBit(need.up, k) ? -day.relief[k]! : day.relief[k]!) : 0n));
  const least = (a: bigint, b: bigint) => (a < b ? a : b);
  const positive = (a: bigint) => (a > 0n ? a : 0n);
  const delivered = periods.map((k) => least(positive(x[k]!), due[k]!));
  const opposed = periods.map((k) => least(positive(-x[k]!), due[k]!));
  const net = periods.map((k) => delivered[k]! - opposed[k]!);
  const missed = periods.map((k) => due[k]! - net[k]!);
  const against = x.map((wh) => positive(-wh));
  const rebound = least(dot(need.rate, delivered), dot(need.rebound, against));
  const charges = day ? dot(need.pen, missed) + rebound : 0n;
  const worst = need.rate.map((rate, k) => rate + 2n * need.pen[k]!);
  const unproven = day ? 0n : dot(worst, due);
  const pay = deposit + dot(need.fixed, fills) + dot(need.rate, net) - charges - unproven;
  return { pay, charges, unproven, owed: dot(need.comp, net), delivered: net };
}

/** A late payment gives back no more than its own deposit, and shows it. */
export function latePayment(deposit: bigint, pay: bigint): bigint {
  return pay < deposit ? pay : deposit;
}
