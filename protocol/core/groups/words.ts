/**
 * The words that a group sums: both sides of a day's energy, each from an own word on, and the count word, which says
 * how many fill a word. A and B open the counts first; what else opens follows from them. protocol/core.md "Words".
 */
import { MIN_GROUP, MONEY_LANE_BOUND, type Params } from '../../params.js';
import { mod } from '../crypto/field.js';

const ENERGY_BITS = 42n;
/** Half hours that stand in a word of energy. */
export const PERIODS_PER_WORD = 6;
const MONEY_BITS = 63n;
const AMOUNTS = 4;
const COUNT_BITS = 19n;
/** Lifts every lane of a net above 0 while it is read. */
const NET_OFFSET = 1n << 41n;

/** Sums of a group's words, or masks of them: 2·sideWords of energy, money, counts. */
type Words = readonly bigint[];

export const moneyWord = ({ sideWords }: Params): number => 2 * sideWords;
export const countWord = ({ sideWords }: Params): number => 2 * sideWords + 1;
/** Energy of both sides, money and counts. */
export const allWords = ({ laneWords }: Params): number[] => Array.from({ length: laneWords }, (_, w) => w);

function pack(values: readonly bigint[], bits: bigint): bigint {
  return values.reduce((word, x, i) => word + (x << (bits * BigInt(i))), 0n);
}

export function unpack(word: bigint, count: number, bits: bigint): bigint[] {
  return Array.from({ length: count }, (_, i) => (word >> (bits * BigInt(i))) & ((1n << bits) - 1n));
}

/** The half hours of one word of a side; the last word of a side may hold fewer. */
function periodsOf<T>(values: readonly T[], word: number): readonly T[] {
  return values.slice(word * PERIODS_PER_WORD, (word + 1) * PERIODS_PER_WORD);
}

/** sideWords packed words. @param side K values below 2^42 */
export function packSide({ sideWords }: Params, side: readonly bigint[]): bigint[] {
  return Array.from({ length: sideWords }, (_, w) => pack(periodsOf(side, w), ENERGY_BITS));
}

/** How many half hours stand in word w of a side. */
export function periodsIn(K: number, w: number): number {
  return Math.min(PERIODS_PER_WORD, K - w * PERIODS_PER_WORD);
}

/** The lanes of an energy word, unmasked. @returns undefined for what is no such word */
export function energyLanes(word: bigint, periods: number): bigint[] | undefined {
  return word < 1n << (ENERGY_BITS * BigInt(periods)) ? unpack(word, periods, ENERGY_BITS) : undefined;
}

/** Four amounts in one word. */
export type Amounts = readonly [bigint, bigint, bigint, bigint];

export function packMoney(amounts: Amounts): bigint {
  return pack(amounts, MONEY_BITS);
}

/**
 * The amounts in a sum of money words, unmasked.
 * @returns undefined where one is beyond what `members` statements can hold, which cannot happen with proven ones
 */
export function openAmounts(word: bigint, members: number): Amounts | undefined {
  if (word >= 1n << (BigInt(AMOUNTS) * MONEY_BITS)) return undefined;
  const amounts = unpack(word, AMOUNTS, MONEY_BITS);
  const held = amounts.every((x) => x < BigInt(members) * MONEY_LANE_BOUND);
  return held ? (amounts as unknown as Amounts) : undefined;
}

/** How many fill what: of the exports of each word, of the imports of each two, and of any of both in all words. */
export interface Counts {
  readonly exports: readonly number[];
  readonly imports: readonly number[];
  readonly active: number;
}

const filled = (values: readonly number[]) => values.every((x) => x > 0);

/** One member's own counts, 0 or 1 each; nothing of a reading that somebody else signed. */
export function countsOf(
  { sideWords }: Params,
  imported: readonly number[],
  exported: readonly number[],
  counted: boolean,
): Counts {
  const bit = (yes: boolean) => (counted && yes ? 1 : 0);
  const words = Array.from({ length: sideWords }, (_, w) => w);
  return {
    exports: words.map((w) => bit(filled(periodsOf(exported, w)))),
    imports: words
      .filter((w) => w % 2 === 0)
      .map((w) => bit(filled([...periodsOf(imported, w), ...periodsOf(imported, w + 1)]))),
    active: bit(
      words.every((w) => [...periodsOf(imported, w), ...periodsOf(exported, w)].some((x) => x > 0)),
    ),
  };
}

/** countLanes numbers, as the count word and the log hold them. */
export function countLanesOf(counts: Counts): number[] {
  return [...counts.exports, ...counts.imports, counts.active];
}

export function countsFrom({ sideWords }: Params, lanes: readonly number[]): Counts {
  return {
    exports: lanes.slice(0, sideWords),
    imports: lanes.slice(sideWords, -1),
    active: lanes.at(-1)!,
  };
}

export function packCounts(counts: Counts): bigint {
  return pack(countLanesOf(counts).map(BigInt), COUNT_BITS);
}

/**
 * The lanes in a sum of count words, unmasked.
 * @returns undefined where one is beyond `members`, which cannot happen with proven statements
 */
export function openCountLanes({ countLanes }: Params, word: bigint, members: number): number[] | undefined {
  if (word >= 1n << (COUNT_BITS * BigInt(countLanes))) return undefined;
  const lanes = unpack(word, countLanes, COUNT_BITS).map(Number);
  return lanes.every((n) => n <= members) ? lanes : undefined;
}

/** The same where they say how many fill what. */
export function openCounts(params: Params, word: bigint, members: number): Counts | undefined {
  const lanes = openCountLanes(params, word, members);
  return lanes && countsFrom(params, lanes);
}

/** Whether ten contributors whom nobody knows hide each other. @param open settlements that show they hide nobody */
export function isLarge({ active }: Counts, open: number): boolean {
  return active - open >= MIN_GROUP;
}

/** How each word of a large set is shown: bit w of `both`, or bit w of `net`. */
export interface Shown {
  readonly both: number;
  readonly net: number;
}

/**
 * Both sides of a word where ten fill each of them, else their net.
 * @param called bit w: a half hour of word w was called, so that its sides would show who answered
 */
export function wordsOf({ sideWords }: Params, counts: Counts, open: number, called: number): Shown {
  let both = 0;
  for (let w = 0; w < sideWords; w++) {
    const enough = Math.min(counts.exports[w]!, counts.imports[w >> 1]!) - open >= MIN_GROUP;
    if (enough && ((called >> w) & 1) === 0) both |= 1 << w;
  }
  return { both, net: ((1 << sideWords) - 1) & ~both };
}

/** What A and B show of their sums, by the bits of an opening: words, differences, or 0. */
export function shownOf({ sideWords }: Params, sums: Words, { both, net, money, count }: Opening): bigint[] {
  const bit = (bits: number, w: number) => BigInt((bits >> w) & 1);
  const words = Array.from({ length: sideWords }, (_, w) => w);
  return [
    ...words.map((w) => mod(bit(both, w) * sums[w]! + bit(net, w) * (sums[w]! - sums[sideWords + w]!))),
    ...words.map((w) => mod(bit(both, w) * sums[sideWords + w]!)),
    BigInt(money) * sums[2 * sideWords]!,
    BigInt(count) * sums[2 * sideWords + 1]!,
  ];
}

/** Which of its sums a batch shows; zeros in a batch that shows nothing. */
export interface Opening extends Shown {
  readonly money: number;
  readonly count: number;
}

export const NOTHING: Opening = { both: 0, net: 0, money: 0, count: 0 };
export const COUNT_ALONE: Opening = { ...NOTHING, count: 1 };

/** A half hour as it is shown, Wh: both sides, or what was imported less what was exported. */
export type PeriodFigure =
  | { readonly imported: bigint; readonly exported: bigint }
  | { readonly net: bigint };

/**
 * The half hours of a set's energy words, unmasked.
 * @param words 2·sideWords sums less their masks, modulo r, as `shownOf` shows them
 * @returns K figures; undefined where a lane is beyond what `members` statements can hold
 */
export function openWords(
  { K, sideWords }: Params,
  words: Words,
  { both }: Shown,
  members: number,
): PeriodFigure[] | undefined {
  const limit = BigInt(members) * 0xff_ffffn;
  const figures: PeriodFigure[] = [];
  for (let w = 0; w < sideWords; w++) {
    const periods = periodsIn(K, w);
    const lanes = (word: bigint) => energyLanes(word, periods);
    if ((both >> w) & 1) {
      const imports = lanes(words[w]!);
      const exports = lanes(words[sideWords + w]!);
      if (!imports || !exports) return undefined;
      figures.push(...imports.map((imported, i) => ({ imported, exported: exports[i]! })));
      if ([...imports, ...exports].some((x) => x > limit)) return undefined;
    } else {
      const lifted = lanes(mod(words[w]! + pack(Array<bigint>(periods).fill(NET_OFFSET), ENERGY_BITS)));
      if (!lifted) return undefined;
      const nets = lifted.map((x) => x - NET_OFFSET);
      figures.push(...nets.map((net) => ({ net })));
      if (nets.some((x) => x > limit || x < -limit)) return undefined;
    }
  }
  return figures;
}

/** K half hours of a set as the log holds them: what is not shown is 0. */
export interface WordFigures {
  readonly imports: readonly bigint[];
  readonly exports: readonly bigint[];
  /** Signed. */
  readonly nets: readonly bigint[];
}

/** Figures of statements that bring both sides. @returns undefined as `openWords` */
export function sideFigures(
  params: Params,
  words: Words,
  shown: Shown,
  members: number,
): WordFigures | undefined {
  const figures = openWords(params, words, shown, members);
  return (
    figures && {
      imports: figures.map((f) => ('net' in f ? 0n : f.imported)),
      exports: figures.map((f) => ('net' in f ? 0n : f.exported)),
      nets: figures.map((f) => ('net' in f ? f.net : 0n)),
    }
  );
}
