/** Words of a claim and of a delivery, and what their sums open. docs/protocol/flexibility.md "Words". */
import { mod } from '../core/crypto/field.js';
import {
  countWord,
  energyLanes,
  moneyWord,
  openAmounts,
  packMoney,
  packSide,
  periodsIn,
  type Shown,
  type WordFigures,
} from '../core/groups/words.js';
import type { Params } from '../params.js';
import type { Payment } from './payment.js';

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

/** Two words: money, owed. */
export function claimLanes({ pay, deposit, charges, unproven, owed }: LanePayment): bigint[] {
  return [packMoney([pay, deposit, charges, unproven]), owed + OWED_OFFSET];
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

/** @returns undefined where an amount is beyond what `members` proven statements can hold */
export function openNeedMoney(money: bigint, owed: bigint, members: number): NeedMoney | undefined {
  const amounts = openAmounts(money, members);
  const lift = BigInt(members) * OWED_OFFSET;
  if (!amounts || owed >= 2n * lift) return undefined;
  const [pay, deposit, charges, unproven] = amounts;
  return { pay, deposit, charges, unproven, owed: owed - lift };
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
    const periods = periodsIn(K, w);
    const shown = ((both >> w) & 1) === 1;
    const lanes = shown ? energyLanes(mod(words[w]!), periods) : Array<bigint>(periods).fill(lift);
    if (!lanes) return undefined;
    nets.push(...lanes.map((lane) => lane - lift));
  }
  if (members > 0 && nets.some((x) => x >= lift || x <= -lift)) return undefined;
  const zeros = Array<bigint>(K).fill(0n);
  return { imports: zeros, exports: zeros, nets };
}
