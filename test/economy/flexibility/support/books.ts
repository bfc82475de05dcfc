/** A need from its book to its last payment, in integers, without chain and proofs. */
import { hasBit } from '@veilgrid/protocol/core/bits';
import { publishedResult } from '@veilgrid/protocol/core/books/result';
import { type NeedTerms, stepCells } from '@veilgrid/protocol/flexibility/need';
import { type OfferCell, offerCells } from '@veilgrid/protocol/flexibility/offer';
import { closedLock, type NeedResult, needArrays, needResult } from '@veilgrid/protocol/flexibility/outcome';
import {
  claimPayment,
  deliverPayment,
  fillsOf,
  latePayment,
  type Payment,
} from '@veilgrid/protocol/flexibility/payment';
import { offerBounds, openingLock } from '@veilgrid/protocol/flexibility/prices';
import { MIN_GROUP } from '@veilgrid/protocol/params';
import { jsMatcher } from '@veilgrid/wasm-core';
import type { Random } from '../../support/random.js';
import { PERIODS, TOP_LEVEL } from './needs.js';

export type Ending = 'inTime' | 'late' | 'never';

export interface Seller {
  readonly deposit: bigint;
  /** By half hour, what was accepted. */
  readonly fills: readonly bigint[];
  readonly payment: Payment;
  readonly ending: Ending;
}

export interface PlayedNeed {
  readonly need: NeedTerms;
  readonly result: NeedResult;
  readonly called: bigint;
  readonly sellers: readonly Seller[];
  readonly lockAtOpening: bigint;
  readonly lock: bigint;
}

const periods = Array.from({ length: PERIODS }, (_, k) => k);

/** An offer within need and bounds, with the least tier that covers it; undefined where none does. */
function randomOffer(random: Random, need: NeedTerms): { cells: OfferCell[]; deposit: bigint } | undefined {
  const { collateral, maxPay } = offerBounds(need);
  const cells = periods.map((k) => ({
    level: random.int(0, TOP_LEVEL),
    qty: hasBit(need.window, k) ? random.pick([need.maxQty, need.maxQty, random.int(0, need.maxQty)]) : 0,
  }));
  const total = cells.reduce((sum, { qty }) => sum + BigInt(qty), 0n);
  const deposit = need.tiers.find((tier) => tier >= collateral * total);
  return deposit === undefined || maxPay * total >= 1n << 44n ? undefined : { cells, deposit };
}

/** Of any size that a baseline may come to, and below and about what was accepted. */
function randomRelief(random: Random, fill: bigint): bigint {
  const bound = (1n << 27n) - 1n;
  const sign = random.pick([1n, 1n, -1n]);
  return sign * random.pick([0n, fill, fill + 1n, random.big(0n, 2n * fill), random.big(0n, bound), bound]);
}

export function playedNeed(random: Random, need: NeedTerms): PlayedNeed {
  const offers = Array.from({ length: random.int(9, 40) }, () => randomOffer(random, need)).filter(
    (x) => x !== undefined,
  );
  const orders = [...need.steps.map(stepCells), ...offers.map(({ cells }) => offerCells(cells))];
  const trading = orders.filter((cells) => cells.some(({ qty }) => qty > 0)).length;
  const group = { minGroup: MIN_GROUP + need.steps.length, hides: 1 };
  const cleared = publishedResult(jsMatcher.clearDay(orders, PERIODS), trading, group);
  const result = needResult(need, cleared, offers.length);
  const called = random.chance(0.2) ? 0n : result.traded & BigInt(random.int(0, 2 ** PERIODS - 1));
  const arrays = needArrays(need, result, called);
  const terms = {
    ...arrays,
    called,
    up: need.up,
    rebound: need.rebound.map(BigInt),
    comp: need.comp.map(BigInt),
  };
  const often = random.pick<Ending>(['inTime', 'late', 'never']);
  const sellers = offers.map(({ cells, deposit }) => {
    const fills = fillsOf(cells, result);
    const day = {
      status: random.chance(0.1) ? 1 : 0,
      relief: fills.map((fill) => randomRelief(random, fill)),
    };
    const payment =
      called === 0n
        ? claimPayment(deposit, fills, arrays.fixed, 0n)
        : deliverPayment(deposit, fills, terms, random.chance(0.15) ? undefined : day);
    return { deposit, fills, payment, ending: random.pick<Ending>(['inTime', 'inTime', 'late', often]) };
  });
  const lock = cleared.enough ? closedLock(need, result) : 0n;
  return { need, result, called, sellers, lockAtOpening: openingLock(need), lock };
}

const sum = (values: readonly bigint[]) => values.reduce((total, x) => total + x, 0n);

/** What a need's money comes to at publication, and after it. docs/protocol/flexibility.md "Money". */
export function settled({ lock, sellers }: PlayedNeed, lateBefore: number) {
  const members = sellers.filter(({ ending }) => ending === 'inTime');
  const late = sellers
    .filter(({ ending }) => ending === 'late')
    .map(({ deposit, payment }) => latePayment(deposit, payment.pay));
  const owed = sum(members.map(({ payment }) => payment.owed));
  const compensation = owed > 0n ? owed : 0n;
  const pay = sum(members.map(({ payment }) => payment.pay));
  const unproven = sum(members.map(({ payment }) => payment.unproven));
  const deposits = sum(members.map(({ deposit }) => deposit));
  return {
    pay,
    compensation,
    unproven,
    owed,
    /** The buyer's at publication. */
    returned: lock + deposits - pay - unproven - compensation,
    /** Left of the others' deposits at publication, some of which were paid back late by then. */
    held: sum(sellers.map(({ deposit }) => deposit)) - deposits - sum(late.slice(0, lateBefore)),
    latePaid: sum(late),
    lateAfter: sum(late.slice(lateBefore)),
    deposits: sum(sellers.map(({ deposit }) => deposit)),
  };
}

/** Wh that the need's steps bought of a half hour, and that its sellers sold. */
export function volumes({ sellers, result }: PlayedNeed, k: number) {
  const fills = sellers.map(({ fills }) => fills[k]!).filter((wh) => wh > 0n);
  return { bought: result.bought[k]!, sold: sum(fills), sellers: fills.length };
}
