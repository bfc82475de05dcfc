/** The smallest bracket that is true, by own readings, and which questions share a chain. */
import type { Reading } from '@veilgrid/protocol/core/readings';
import {
  askedDay,
  type Claimed,
  claimsOf,
  ensureChain,
  sumBounds,
  type ZoneDay,
} from '@veilgrid/protocol/disclosure/compile';
import { type AskedDay, NO_CAP, weighed } from '@veilgrid/protocol/disclosure/disclose';
import { isExact, QUESTIONS, type Question } from '@veilgrid/protocol/disclosure/questions';
import { fail, hasCode } from '@veilgrid/protocol/errors';
import type { Params } from '@veilgrid/protocol/params';

/** A day of a request and what was read. */
export interface ReadDay {
  /** Which of the request's days, from 0. */
  readonly index: number;
  /** K pairs, Wh. */
  readonly readings: readonly Reading[];
}

/** A question of a request, claimed. */
export interface NumberedClaim extends Claimed {
  /** Which of the request's questions, from 0. */
  readonly number: number;
}

/** Sum over all days, signed. */
export function sumOf(params: Params, claimed: readonly Claimed[], days: readonly ReadDay[]): bigint {
  return days.reduce(
    (sum, { index, readings }) => sum + weighed(readings, askedDay(params, claimed, index)),
    0n,
  );
}

/**
 * Of several brackets that hold the one that a recipient takes for the whole truth: the lowest "at most", the highest "at
 * least".
 * @param zone of these days, where the question compares
 */
export function trueClaim(
  params: Params,
  question: Question,
  days: readonly ReadDay[],
  zone: readonly ZoneDay[],
): number {
  const claims = Array.from({ length: claimsOf(question) }, (_, claim) => claim);
  if (question.kind === QUESTIONS.floor) claims.reverse();
  const claim = claims.find((each) => holds(params, { question, claim: each }, days, zone));
  // Brackets cover everything: whoever gets here has readings that no meter signs.
  if (claim === undefined) throw fail('INTERNAL', { field: 'claim' });
  return claim;
}

function holds(
  params: Params,
  claimed: Claimed,
  days: readonly ReadDay[],
  zone: readonly ZoneDay[],
): boolean {
  let sum = 0n;
  for (const { index, readings } of days) {
    const asked = askedDay(params, [claimed], index);
    if (!isCapped(readings, asked)) return false;
    sum += weighed(readings, asked);
  }
  if (isExact(claimed.question)) return true;
  const { low, high } = sumBounds([claimed], 0n, zone);
  return low <= sum && sum <= high;
}

/** Every value is within 24 bits below its cap. */
function isCapped(readings: readonly Reading[], { capImport, capExport }: AskedDay): boolean {
  const within = (value: number, cap: bigint) => {
    const room = cap - BigInt(value);
    return room >= 0n && room <= NO_CAP;
  };
  return readings.every(
    ({ imported, exported }, k) => within(imported, capImport[k]!) && within(exported, capExport[k]!),
  );
}

/** As few chains as one sum each allows, every question in the first that it fits into. */
export function chainsOf<C extends NumberedClaim>(claims: readonly C[]): C[][] {
  const chains: C[][] = [];
  for (const claim of claims) {
    const chain = chains.find((each) => fits([...each, claim]));
    if (chain) chain.push(claim);
    else chains.push([claim]);
  }
  return chains;
}

function fits(claims: readonly Claimed[]): boolean {
  try {
    ensureChain(claims, 'questions');
    return true;
  } catch (error) {
    if (hasCode(error, 'ANSWER_INVALID')) return false;
    throw error;
  }
}
