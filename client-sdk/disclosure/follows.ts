/**
 * Whether an answer tells a party nothing that earlier answers to it did not. Two things that hang on no value in common
 * are told apart; of what was touched once, only what already follows is said again. docs/protocol/disclosure.md "Wallet's
 * rules".
 */
import { equalBytes } from '@noble/curves/utils.js';
import { hasBit } from '@veilgrid/protocol/core/bits';
import { mod, signed } from '@veilgrid/protocol/core/crypto/field';
import type { Params } from '@veilgrid/protocol/params';
import { type DayRun, isAmong, overlap, piecesOf } from './dayRuns.js';
import { ABOUT, gcd, isWithin, type Said } from './said.js';

/** Something that was said of days, or is about to be. */
export interface Told {
  readonly days: readonly DayRun[];
  readonly said: Said;
}

/** More exact sums than these are not combined: what would follow from them is refused. */
const MAX_EXACT = 256;

/** @param earlier of the same party and connection point */
export function follows(params: Params, told: Told, earlier: readonly Told[]): boolean {
  const values = earlier.filter(({ said }) => said.about === ABOUT.values);
  const others = earlier.filter(({ said }) => said.about !== ABOUT.values);
  const pieces = piecesOf(
    told.days,
    [...values, ...others].map(({ days }) => days),
  );
  const touched = pieces.some((piece) => {
    const unknown = unknownOf(told.said, piece, values);
    return others.some(({ days, said }) => overlap([piece], days) && meet(unknown, said));
  });
  // What is new altogether, or known value by value, tells nothing of what was said.
  if (!touched) return true;
  if (told.said.about === ABOUT.values) return false;
  return isWithinSame(told, others) || isCombined(params, told, pieces, values, others);
}

type Masks = Pick<Said, 'imports' | 'exports'>;

const meet = (a: Masks, b: Masks) => ((a.imports & b.imports) | (a.exports & b.exports)) !== 0n;

/** The half hours that something hangs on and that were not shown, value by value. */
function unknownOf(said: Masks, piece: DayRun, values: readonly Told[]): Masks {
  let { imports, exports } = said;
  for (const known of values) {
    if (!isAmong([piece], known.days)) continue;
    imports &= ~known.said.imports;
    exports &= ~known.said.exports;
  }
  return { imports, exports };
}

/** Within what was said of the very same, taken together. */
function isWithinSame({ days, said }: Told, earlier: readonly Told[]): boolean {
  const same = earlier.filter(
    (each) =>
      each.said.about === said.about &&
      equalBytes(each.said.form, said.form) &&
      each.said.imports === said.imports &&
      each.said.exports === said.exports &&
      isAmong(each.days, days) &&
      isAmong(days, each.days),
  );
  if (same.length === 0) return false;
  const lows = same.map((each) => signed(each.said.low));
  const highs = same.map((each) => signed(each.said.high));
  const low = lows.reduce((a, b) => (a > b ? a : b));
  const high = highs.reduce((a, b) => (a < b ? a : b));
  return isWithin({ low: mod(low), high: mod(high) }, said);
}

/** Whether a sum is made of exact ones: then its value is known, however it is asked for. */
function isCombined(
  { K }: Params,
  told: Told,
  pieces: readonly DayRun[],
  values: readonly Told[],
  earlier: readonly Told[],
): boolean {
  const exact = earlier.filter(
    ({ days, said }) => said.weights.length > 0 && said.low === said.high && isAmong(days, told.days),
  );
  if (told.said.weights.length === 0 || exact.length === 0 || exact.length > MAX_EXACT) return false;
  const all = { imports: (1n << BigInt(K)) - 1n, exports: (1n << BigInt(K)) - 1n };
  const open = pieces.map((piece) => ({ piece, unknown: unknownOf(all, piece, values) }));
  const rowOf = ({ days, said }: Told) =>
    open.flatMap(({ piece, unknown: { imports, exports } }) => {
      const counts = isAmong([piece], days) ? imports | (exports << BigInt(K)) : 0n;
      return said.weights.map((weight, i) => (hasBit(counts, i) ? signed(weight) : 0n));
    });
  return isInSpan(rowOf(told), exact.map(rowOf));
}

/** Whether a row is a combination of others, with fractions. */
function isInSpan(row: readonly bigint[], rows: readonly (readonly bigint[])[]): boolean {
  const basis: { readonly row: readonly bigint[]; readonly at: number }[] = [];
  const reduced = (each: readonly bigint[]) =>
    basis.reduce((left, { row: by, at }) => (left[at] === 0n ? left : without(left, by, at)), each);
  for (const each of rows) {
    const left = reduced(each);
    const at = left.findIndex((x) => x !== 0n);
    if (at >= 0) basis.push({ row: left, at });
  }
  return reduced(row).every((x) => x === 0n);
}

/** A multiple of a row less one of another, with nothing at a place and no common factor. */
function without(row: readonly bigint[], by: readonly bigint[], at: number): bigint[] {
  const left = row.map((x, i) => x * by[at]! - by[i]! * row[at]!);
  const factor = left.reduce(gcd, 0n);
  return factor > 1n ? left.map((x) => x / factor) : left;
}
