/** Words of a claim and of a delivery, and what their sums open. docs/protocol/flexibility.md "Words". */
import { mod } from '../core/crypto/field.js';
import {
  countWord,
  moneyWord,
  packSide,
  type Shown,
  unpack,
  type WordFigures,
} from '../core/groups/words.js';
import type { Params } from '../params.js';
import type { Payment } from './payment.js';

const MONEY_BITS = 63n;
const ENERGY_BITS = 42n;
const PER_WORD = 6;
/** Lifts each member's half hour above 0. */
export const ENERGY_OFFSET = 1n << 24n;
/** Lifts each member's owed above 0. */
export const OWED_OFFSET = 1n << 44n;
/** Members of a set: no lane of theirs overflows. */
export const MAX_DELIVERIES = 2 ** 17;

/** Places of a statement's words among a group's: one side of energy, money, owed where counts stand else. */
export function deliveryWords(params: Params): number[] {
  const energy = Array.from({ length: params.sideWords }, (_, w) => w);
  return [...energy, moneyWord(params), countWord(params)];
}

type LanePayment = Payment & { readonly deposit: bigint };

function moneyLane({ pay, deposit, charges, unproven }: LanePayment): bigint {
  return [pay, deposit, charges, unproven].reduce((word, x, i) => word + (x << (MONEY_BITS * BigInt(i))), 0n);
}

/** Two words: money, owed. */
export function claimLanes(payment: LanePayment): bigint[] {
  return [moneyLane(payment), payment.owed + OWED_OFFSET];
}

/** sideWords words of energy, money, owed. */
export function deliverLanes(params: Params, payment: LanePayment): bigint[] {
  const lifted = payment.delivered.map((wh) => wh + ENERGY_OFFSET);
  return [...packSide(params, lifted), ...claimLanes(payment)];
}

/** Money of a set. */
export interface NeedMoney {
  readonly pay: bigint;
  readonly deposit: bigint;
  readonly charges: bigint;
  readonly unproven: bigint;
  /** Signed. */
  readonly owed: bigint;
}

const LANE_BOUND = 1n << 45n;

/** @returns undefined where an amount is beyond what `members` proven statements can hold */
export function openNeedMoney(money: bigint, owed: bigint, members: number): NeedMoney | undefined {
  if (money >= 1n << (4n * MONEY_BITS)) return undefined;
  const [pay, deposit, charges, unproven] = unpack(money, 4, MONEY_BITS) as [bigint, bigint, bigint, bigint];
  const m = BigInt(members);
  if ([pay, deposit, charges, unproven].some((x) => x >= m * LANE_BOUND)) return undefined;
  if (owed >= 2n * m * OWED_OFFSET) return undefined;
  return { pay, deposit, charges, unproven, owed: owed - m * OWED_OFFSET };
}

/**
 * Delivered less opposed, by half hour, where words are shown.
 * @param words sums less their masks; @returns undefined where a lane is beyond what `members` deliveries can hold
 */
export function deliveryFigures(
  { K, sideWords }: Params,
  words: readonly bigint[],
  { both }: Shown,
  members: number,
): WordFigures | undefined {
  const lift = BigInt(members) * ENERGY_OFFSET;
  const nets: bigint[] = [];
  for (let w = 0; w < sideWords; w++) {
    const periods = Math.min(PER_WORD, K - w * PER_WORD);
    if (((both >> w) & 1) === 0) {
      nets.push(...Array<bigint>(periods).fill(0n));
      continue;
    }
    const word = mod(words[w]!);
    if (word >= 1n << (ENERGY_BITS * BigInt(periods))) return undefined;
    nets.push(...unpack(word, periods, ENERGY_BITS).map((lane) => lane - lift));
  }
  if (nets.some((x) => x >= lift || x <= -lift)) {
    if (members > 0) return undefined;
  }
  const zeros = Array<bigint>(K).fill(0n);
  return { imports: zeros, exports: zeros, nets };
}
