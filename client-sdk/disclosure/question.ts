/** Questions as somebody asks them; the protocol's form follows. docs/protocol/disclosure.md "Questions". */
import { boundOnWire, QUESTIONS, type Question } from '@veilgrid/protocol/disclosure/questions';

/** Half hours of a day: bit k the k-th, see `periods`. */
export interface Chosen {
  /** Whose import is chosen; default none. */
  readonly imports?: bigint;
  readonly exports?: bigint;
}

/** Where answers are divided, rising. Wh, 1e-8 currency or permille. */
type Bounds = readonly (number | bigint)[];

/** One of up to four sums. */
export interface Register {
  readonly side: 'imports' | 'exports';
  readonly periods: bigint;
}

/** K of each, 0.01 currency/MWh. */
export interface DayPrices {
  readonly imports: readonly number[];
  readonly exports: readonly number[];
}

/**
 * Half hours of a day.
 * @param from the first, from 0
 * @param to the one behind the last
 * @example question.range({ imports: periods(34, 40) | periods(44, 48), bounds: [3_000] })
 */
export function periods(from: number, to: number): bigint {
  return (1n << BigInt(to)) - (1n << BigInt(from));
}

const build = (kind: number, { imports = 0n, exports = 0n }: Chosen, bounds: Bounds = []): Question => ({
  kind,
  imports,
  exports,
  registers: [],
  bounds: bounds.map((bound) => boundOnWire(BigInt(bound))),
  prices: [],
});

/** What may be asked. Whether a request may ask it, `makeRequest` says. */
export const question = {
  /** The values of chosen half hours, day by day. */
  readings: (chosen: Chosen) => build(QUESTIONS.readings, chosen),
  /** Exact sums, such as a bill is of. */
  sums: (registers: readonly Register[]): Question => ({
    ...build(QUESTIONS.sums, {}),
    registers: registers.map(({ side, periods }) => ({ side: side === 'imports' ? 0 : 1, periods })),
  }),
  /** In which bracket the sum lies, Wh: below the first bound, between two, from the last one on. Without bounds exactly. */
  range: ({ bounds, ...chosen }: Chosen & { readonly bounds?: Bounds }) =>
    build(QUESTIONS.range, chosen, bounds),
  /** What the days cost, in 1e-8 currency, at prices of every day or of each; in which bracket, or exactly. */
  cost: ({
    prices,
    bounds,
  }: {
    readonly prices: DayPrices | readonly DayPrices[];
    readonly bounds?: Bounds;
  }): Question => ({
    ...build(QUESTIONS.cost, {}, bounds),
    prices: [prices].flat().flatMap(({ imports, exports }) => [...imports, ...exports]),
  }),
  /** At most how many permille of all imports fall into the window. */
  share: ({ window, bounds }: { readonly window: bigint; readonly bounds: Bounds }) =>
    build(QUESTIONS.share, { imports: window }, bounds),
  /** At most how many permille of the zone's average the imports are. */
  comparison: ({ imports, bounds }: { readonly imports: bigint; readonly bounds: Bounds }) =>
    build(QUESTIONS.comparison, { imports }, bounds),
  /** What no chosen value is above, Wh. */
  peak: ({ bounds, ...chosen }: Chosen & { readonly bounds: Bounds }) =>
    build(QUESTIONS.peak, chosen, bounds),
  /** What no chosen value is below, Wh. */
  floor: ({ bounds, ...chosen }: Chosen & { readonly bounds: Bounds }) =>
    build(QUESTIONS.floor, chosen, bounds),
} as const;
