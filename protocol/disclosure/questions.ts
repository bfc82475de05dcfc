/** What a recipient may ask of a household's days. docs/protocol/disclosure.md "Questions". */
import { container, type Infer, listOf, Price, recordsOf, U8, U64 } from '../core/ssz.js';
import { ensure } from '../errors.js';
import type { Params } from '../params.js';
import { MAX_CHAIN_DAYS, NO_CAP } from './disclose.js';

/** Kinds of question by number; a purpose allows some of them, bit by bit. */
export const QUESTIONS = {
  /** The values of chosen half hours, day by day. */
  readings: 0,
  /** Up to four exact sums at once: a bill's basis. */
  sums: 1,
  /** A sum of Wh: in which bracket, or exactly. */
  range: 2,
  /** What the days cost at given prices: in which bracket, or exactly. */
  cost: 3,
  /** At most how many permille of all imports fall into a window. */
  share: 4,
  /** At most how many permille of the zone's average the imports are. */
  comparison: 5,
  /** Below what all chosen values stay. */
  peak: 6,
  /** What all chosen values reach. */
  floor: 7,
} as const;
export type QuestionKind = (typeof QUESTIONS)[keyof typeof QUESTIONS];

/** All bits that a purpose's `questions` may have. */
export const KNOWN_QUESTIONS = Object.values<number>(QUESTIONS).reduce(
  (all, number) => all | (1 << number),
  0,
);

export const MAX_REGISTERS = 4;
/** Bits of an exact sum: no register of 4,096 days reaches more. */
export const REGISTER_BITS = 42n;
export const MAX_BOUNDS = 64;
/** Bounds are signed and travel with this added. */
const BOUND_OFFSET = 2n ** 63n;

const Register = container({
  /** 0: imports, 1: exports. */
  side: U8,
  /** Bit a half hour. */
  periods: U64,
});

export const Question = container({
  /** QUESTIONS */
  kind: U8,
  /** Bit a half hour whose import is chosen, whose export is. */
  imports: U64,
  exports: U64,
  /** Of `sums`, else none. */
  registers: recordsOf(Register, MAX_REGISTERS),
  /** Rising; signed, as value + 2^63. What they divide covers everything, so that no answer is a refusal. */
  bounds: listOf(U64, MAX_BOUNDS),
  /** Of `cost`: imports, then exports of a day, the same every day or day by day. */
  prices: listOf(Price, 2 * 48 * MAX_CHAIN_DAYS),
});
export type Question = Infer<typeof Question>;

export function boundOnWire(bound: bigint): bigint {
  return bound + BOUND_OFFSET;
}

/** Bounds in their own unit: Wh, 1e-8 currency or permille. */
export function boundsOf({ bounds }: Pick<Question, 'bounds'>): bigint[] {
  return bounds.map((bound) => bound - BOUND_OFFSET);
}

/** Whether its answer is a number and not one of several brackets. */
export function isExact({ kind, bounds }: Pick<Question, 'kind' | 'bounds'>): boolean {
  if (kind === QUESTIONS.sums) return true;
  return (kind === QUESTIONS.range || kind === QUESTIONS.cost) && bounds.length === 0;
}

/** Whether it is about a sum over all days; a chain has one such at most. */
export function isLinear(kind: number): boolean {
  return kind >= QUESTIONS.sums && kind <= QUESTIONS.comparison;
}

/** Least and greatest bound that a kind takes; none takes none. */
const BOUNDS: Readonly<Partial<Record<number, readonly [bigint, bigint]>>> = {
  [QUESTIONS.range]: [0n, BOUND_OFFSET - 1n],
  [QUESTIONS.cost]: [-BOUND_OFFSET, BOUND_OFFSET - 1n],
  [QUESTIONS.share]: [0n, 999n],
  [QUESTIONS.comparison]: [0n, 100_000n],
  [QUESTIONS.peak]: [0n, NO_CAP],
  [QUESTIONS.floor]: [1n, NO_CAP],
};

/**
 * Whether a question means something over so many days, and only one thing.
 * @throws ProtocolError REQUEST_INVALID with the field at fault
 */
export function ensureQuestion({ K }: Params, days: number, question: Question, field: string): void {
  const { kind, imports, exports, registers, prices } = question;
  const check = (holds: boolean, at: string) => ensure(holds, 'REQUEST_INVALID', { field: `${field}.${at}` });
  const inDay = (mask: bigint) => mask < 1n << BigInt(K);
  check((Object.values(QUESTIONS) as number[]).includes(kind), 'kind');

  const choosesImports = kind !== QUESTIONS.sums && kind !== QUESTIONS.cost;
  const choosesBoth = choosesImports && kind !== QUESTIONS.share && kind !== QUESTIONS.comparison;
  check(inDay(imports) && (choosesImports || imports === 0n), 'imports');
  check(inDay(exports) && (choosesBoth || exports === 0n), 'exports');
  check(!choosesImports || (imports | exports) > 0n, 'imports');

  check(registers.length > 0 === (kind === QUESTIONS.sums), 'registers');
  for (const { side, periods } of registers) check(side <= 1 && periods > 0n && inDay(periods), 'registers');

  const bounds = boundsOf(question);
  const [least, most] = BOUNDS[kind] ?? [];
  const mayLack = kind === QUESTIONS.range || kind === QUESTIONS.cost || least === undefined;
  check(bounds.length > 0 ? least !== undefined : mayLack, 'bounds');
  bounds.forEach((bound, i) => {
    check(i > 0 ? bound > bounds[i - 1]! : bound >= least!, 'bounds');
    check(bound <= most!, 'bounds');
  });

  const priced = kind === QUESTIONS.cost ? [2 * K, 2 * K * days] : [0];
  check(priced.includes(prices.length), 'prices');
}
