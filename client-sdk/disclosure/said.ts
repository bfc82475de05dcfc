/** What an answer says, in the form in which later answers are held against it. docs/protocol/disclosure.md "Wallet's rules". */
import { sha256 } from '@noble/hashes/sha2.js';
import { mod, signed } from '@veilgrid/protocol/core/crypto/field';
import { Bytes32, container, Fr, type Infer, listOf, U8, U64 } from '@veilgrid/protocol/core/ssz';
import {
  askedDay,
  averageOf,
  type Claimed,
  registerValues,
  sumBounds,
  type ZoneDay,
} from '@veilgrid/protocol/disclosure/compile';
import { NO_CAP, WIDE } from '@veilgrid/protocol/disclosure/disclose';
import { boundsOf, QUESTIONS } from '@veilgrid/protocol/disclosure/questions';
import { type Params, paramsOf } from '@veilgrid/protocol/params';

/** What a thing that was said is about. */
export const ABOUT = { values: 0, sum: 1, share: 2, peak: 3, floor: 4 } as const;

/** One thing that was said of the days of an answer. */
export const Said = container({
  /** ABOUT */
  about: U8,
  /** Bit a half hour whose import it hangs on, whose export. */
  imports: U64,
  exports: U64,
  /** Of a sum that weighs every day alike: of imports, then exports, modulo r, without a common factor. */
  weights: listOf(Fr, 2 * paramsOf('full').K),
  /** What tells a sum from others: SHA-256 of its weights, day by day. */
  form: Bytes32,
  /** In between, both included and modulo r; of a share, permille, and of a peak low is not included. */
  low: Fr,
  high: Fr,
});
/** One thing that was said of the days of an answer. */
export type Said = Infer<typeof Said>;

/** Of a day: how each half hour weighs in the sum, imports, then exports. */
type DayWeights = readonly bigint[];

const NO_FORM = new Uint8Array(32);

/**
 * What a claim tells whoever knows that wallets claim the smallest bracket that is true: its lower end too.
 * @param days which of the request's, from 0, have a reading
 * @param value of the sum, where the question is exact
 * @param zone of these days, where it is a comparison
 */
export function saidBy(
  params: Params,
  { question, claim }: Claimed,
  days: readonly number[],
  value: bigint,
  zone: readonly ZoneDay[],
): Said[] {
  const { kind, imports, exports } = question;
  const bounds = boundsOf(question);
  const plain = { imports, exports, weights: [], form: NO_FORM };
  const between = (about: number, low: bigint, high: bigint) => [
    { ...plain, about, low: mod(low), high: mod(high) },
  ];
  if (kind === QUESTIONS.readings) return between(ABOUT.values, 0n, 0n);
  if (kind === QUESTIONS.peak) return between(ABOUT.peak, bounds[claim - 1] ?? -1n, bounds[claim] ?? NO_CAP);
  if (kind === QUESTIONS.floor) {
    return between(ABOUT.floor, bounds[claim - 1] ?? 0n, (bounds[claim] ?? NO_CAP + 1n) - 1n);
  }
  if (kind === QUESTIONS.share) {
    // It hangs on what it is a share of.
    const [said] = between(ABOUT.share, bounds[claim - 1] ?? -1n, bounds[claim] ?? 1_000n);
    const form = sha256(U64.serialize(imports));
    return [{ ...said!, imports: (1n << BigInt(params.K)) - 1n, form }];
  }
  if (kind === QUESTIONS.sums) {
    const values = registerValues(question, value);
    return question.registers.flatMap(({ side, periods }, j) => {
      const weights = Array.from({ length: 2 * params.K }, (_, i) =>
        Math.floor(i / params.K) === side ? (periods >> BigInt(i % params.K)) & 1n : 0n,
      );
      return ofSum(params, [weights], values[j]!, values[j]!);
    });
  }
  const weights = days.map((i) => {
    const { weightImport, weightExport } = askedDay(params, [{ question, claim }], i);
    return [...weightImport, ...weightExport];
  });
  if (kind !== QUESTIONS.comparison) {
    const { low, high } = sumBounds([{ question, claim }], value);
    return ofSum(params, weights, low, high);
  }
  const [least, most] = [bounds[claim - 1], bounds[claim]].map((b) => b !== undefined && averageOf(zone, b));
  return ofSum(params, weights, least === false ? 0n : least! + 1n, most === false ? WIDE : most!);
}

/** The same sum in one form, whatever unit it was asked in; none of a sum that weighs nothing. */
function ofSum({ K }: Params, days: readonly DayWeights[], low: bigint, high: bigint): Said[] {
  const all = days.flat();
  const factor = all.reduce(gcd, 0n);
  if (factor === 0n) return [];
  const lead = all.find((weight) => weight !== 0n)! < 0n ? -factor : factor;
  const plain = days.map((day) => day.map((weight) => weight / lead));
  const same = plain.every((day) => day.every((weight, i) => weight === plain[0]![i]));
  const [from, to] = lead < 0n ? [-high, -low] : [low, high];
  // Nothing that counts only upwards is below 0.
  const least = plain.flat().some((weight) => weight < 0n) ? -WIDE : 0n;
  const atLeast = from <= -WIDE ? least : max(least, -floorDiv(-from, factor));
  const atMost = to >= WIDE ? WIDE : floorDiv(to, factor);
  const mask = (side: number) =>
    Array.from({ length: K }, (_, k) => k)
      .filter((k) => plain.some((day) => day[side * K + k] !== 0n))
      .reduce((bits, k) => bits | (1n << BigInt(k)), 0n);
  return [
    {
      about: ABOUT.sum,
      imports: mask(0),
      exports: mask(1),
      weights: same ? plain[0]!.map(mod) : [],
      form: formOf(same ? plain.slice(0, 1) : plain),
      low: mod(atLeast),
      high: mod(atMost),
    },
  ];
}

function formOf(days: readonly DayWeights[]): Uint8Array {
  const digest = sha256.create();
  for (const weight of days.flat()) digest.update(Fr.serialize(mod(weight)));
  return digest.digest();
}

/** Whether one thing lies within another that was said of the same. */
export function isWithin(inner: Pick<Said, 'low' | 'high'>, outer: Pick<Said, 'low' | 'high'>): boolean {
  return signed(outer.low) <= signed(inner.low) && signed(inner.high) <= signed(outer.high);
}

export function gcd(a: bigint, b: bigint): bigint {
  let [x, y] = [a < 0n ? -a : a, b < 0n ? -b : b];
  while (y > 0n) [x, y] = [y, x % y];
  return x;
}

const max = (a: bigint, b: bigint) => (a > b ? a : b);

/** @param by above 0 */
function floorDiv(x: bigint, by: bigint): bigint {
  return x >= 0n ? x / by : -((-x + by - 1n) / by);
}
