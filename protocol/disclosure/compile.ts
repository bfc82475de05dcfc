/**
 * Questions as what `disclose` proves: one sum with its bounds, a bound for every value, and what is shown. Household and
 * verifier both compile, so nothing of it travels. docs/protocol/disclosure.md "Questions".
 */
import { ensure } from '../errors.js';
import type { Params } from '../params.js';
import { type AskedDay, NO_CAP, WIDE } from './disclose.js';
import { boundsOf, isExact, isLinear, QUESTIONS, type Question, REGISTER_BITS } from './questions.js';

/** A question and which of its brackets is claimed: 0 where it has none. */
export interface Claimed {
  readonly question: Question;
  readonly claim: number;
}

/** What the zone's published sums say of a day, for comparisons. */
export interface ZoneDay {
  /** Wh of the chosen half hours: imports where they are shown, else what is left of a net above 0. */
  readonly energy: bigint;
  readonly members: number;
}

/** Of a chain: the sum's bounds, signed. */
export interface SumBounds {
  readonly low: bigint;
  readonly high: bigint;
}

/** Claims that a question has: its brackets, or one. */
export function claimsOf(question: Question): number {
  return question.bounds.length + 1;
}

/**
 * Whether questions can be answered by one chain: one sum at most, and no value with a bound on both ends.
 * @throws ProtocolError ANSWER_INVALID
 */
export function ensureChain(claimed: readonly Claimed[], field: string): void {
  const sums = claimed.filter(({ question }) => isLinear(question.kind));
  ensure(claimed.length > 0 && sums.length <= 1, 'ANSWER_INVALID', { field });
  for (const { question, claim } of claimed) {
    ensure(claim < claimsOf(question), 'ANSWER_INVALID', { field });
  }
  const masks = (kind: number, side: 'imports' | 'exports') =>
    claimed
      .filter(({ question, claim }) => question.kind === kind && capOf(question, claim) !== NO_CAP)
      .reduce((mask, { question }) => mask | question[side], 0n);
  for (const side of ['imports', 'exports'] as const) {
    const both = masks(QUESTIONS.peak, side) & masks(QUESTIONS.floor, side);
    ensure(both === 0n, 'ANSWER_INVALID', { field });
  }
}

/**
 * @param value of the sum, where the chain's question is exact
 * @param zone of each day, where it is a comparison
 */
export function sumBounds(
  claimed: readonly Claimed[],
  value: bigint,
  zone: readonly ZoneDay[] = [],
): SumBounds {
  const linear = claimed.find(({ question }) => isLinear(question.kind));
  if (!linear) return { low: -WIDE, high: WIDE };
  const { question, claim } = linear;
  if (isExact(question)) return { low: value, high: value };
  const bounds = boundsOf(question);
  const bound = bounds[claim];
  if (question.kind === QUESTIONS.range || question.kind === QUESTIONS.cost) {
    return { low: bounds[claim - 1] ?? -WIDE, high: bound === undefined ? WIDE : bound - 1n };
  }
  if (bound === undefined) return { low: -WIDE, high: WIDE };
  if (question.kind === QUESTIONS.share) return { low: -WIDE, high: 0n };
  return { low: 0n, high: averageOf(zone, bound) };
}

/** So many permille of the zone's average, day by day, rounded down. */
export function averageOf(zone: readonly ZoneDay[], permille: bigint): bigint {
  return zone.reduce((sum, { energy, members }) => sum + (permille * energy) / (1000n * BigInt(members)), 0n);
}

/** @param i which of the request's days, from 0 */
export function askedDay(params: Params, claimed: readonly Claimed[], i: number): AskedDay {
  const { K } = params;
  const weightImport = Array<bigint>(K).fill(0n);
  const weightExport = Array<bigint>(K).fill(0n);
  const capImport = Array<bigint>(K).fill(NO_CAP);
  const capExport = Array<bigint>(K).fill(NO_CAP);
  let selectImport = 0n;
  let selectExport = 0n;
  for (const { question, claim } of claimed) {
    const { kind, imports, exports } = question;
    if (kind === QUESTIONS.readings) {
      selectImport |= imports;
      selectExport |= exports;
    } else if (isLinear(kind)) {
      addWeights(question, claim, i, weightImport, weightExport);
    } else {
      bindValues(imports, capOf(question, claim), capImport);
      bindValues(exports, capOf(question, claim), capExport);
    }
  }
  return { selectImport, selectExport, weightImport, weightExport, capImport, capExport };
}

const bit = (mask: bigint, k: number) => (mask >> BigInt(k)) & 1n;

function addWeights(question: Question, claim: number, i: number, imports: bigint[], exports: bigint[]) {
  const { kind, registers, prices } = question;
  const K = imports.length;
  const at = prices.length > 2 * K ? 2 * K * i : 0;
  const permille = boundsOf(question)[claim];
  for (let k = 0; k < K; k++) {
    if (kind === QUESTIONS.sums) {
      registers.forEach(({ side, periods }, j) => {
        (side === 0 ? imports : exports)[k]! += bit(periods, k) << (REGISTER_BITS * BigInt(j));
      });
    } else if (kind === QUESTIONS.cost) {
      imports[k]! += BigInt(prices[at + k]!);
      exports[k]! -= BigInt(prices[at + K + k]!);
    } else if (kind === QUESTIONS.share) {
      // At most so many permille fall into the window: 1000 · window − permille · all ≤ 0.
      if (permille !== undefined) imports[k]! += 1000n * bit(question.imports, k) - permille;
    } else {
      imports[k]! += bit(question.imports, k);
      exports[k]! += bit(question.exports, k);
    }
  }
}

/**
 * A cap is also what unpacks the value, within 24 bits below it: so a cap above all values is a bound from below.
 * @returns Wh; NO_CAP where nothing is claimed
 */
function capOf(question: Question, claim: number): bigint {
  const bounds = boundsOf(question);
  if (question.kind === QUESTIONS.peak) return bounds[claim] ?? NO_CAP;
  const least = bounds[claim - 1];
  return question.kind === QUESTIONS.floor && least !== undefined ? least + NO_CAP : NO_CAP;
}

/** Of several upper bounds the lowest holds, of several lower ones the highest. */
function bindValues(mask: bigint, cap: bigint, caps: bigint[]): void {
  caps.forEach((before, k) => {
    if (bit(mask, k) === 0n || cap === NO_CAP) return;
    if (cap < NO_CAP) caps[k] = before < cap ? before : cap;
    else caps[k] = before > cap ? before : cap;
  });
}

/** The exact sums that a chain's one sum holds, in the order of the registers. */
export function registerValues({ registers }: Pick<Question, 'registers'>, sum: bigint): bigint[] {
  const mask = (1n << REGISTER_BITS) - 1n;
  return registers.map((_, j) => (sum >> (REGISTER_BITS * BigInt(j))) & mask);
}
