/** Clearing a day's sealed orders. protocol/market.md, clear and close. */
import { type Hasher, hash } from '../core/crypto/hash.js';
import { container, Fr, type Infer, Money, U8, U16, U32, U64, vectorOf } from '../core/ssz.js';
import { byProfile, type Params } from '../params.js';
import { TAGS } from '../tags.js';
import type { Cell } from './order.js';

/** One settlement period as cleared; `level` is p*. Raw values, before untraded periods are zeroed. */
export interface PeriodClearing {
  /** Lowest and highest level at which supply and demand balance. */
  readonly L: number;
  readonly H: number;
  readonly level: number;
  /** T = min(D(≥L), S(≤L)), Wh. */
  readonly volume: number;
  /** Rationing parameter of the clearing proof; 0 where no side is long at p*. */
  readonly lambda: number;
  /** 1 when sells are long at p*. */
  readonly rationed: number;
  /** Most an order at p* gets, by side; 2^24 − 1 where its side is not long. */
  readonly lambdaBuy: number;
  readonly lambdaSell: number;
  readonly traded: boolean;
}

/** Finds the clearing of a day: `orders[i][k]` is order i in period k. Exact integers, no discretion. */
export interface Matcher {
  clearDay(orders: readonly (readonly Cell[])[], periods: number): PeriodClearing[];
}

/** What an order gets in a period, Wh: better than p* in full, at p* up to its side's margin. */
export function fillOf(
  cell: Cell,
  period: Pick<PeriodClearing, 'level' | 'lambdaBuy' | 'lambdaSell' | 'traded'>,
): number {
  if (!period.traded) return 0;
  const better = cell.side === 0 ? cell.level > period.level : cell.level < period.level;
  if (better) return cell.qty;
  if (cell.level !== period.level) return 0;
  return Math.min(cell.qty, cell.side === 0 ? period.lambdaBuy : period.lambdaSell);
}

/** The published result: zeros where nothing traded. */
export interface ClearingResult {
  /** Bit k: period k traded. */
  readonly traded: bigint;
  readonly enough: boolean;
  /** Wh over the day; 0 unless `enough`. */
  readonly volume: bigint;
  readonly p: readonly number[];
  readonly lambdaBuy: readonly number[];
  readonly lambdaSell: readonly number[];
}

export function emptyResult(params: Params): ClearingResult {
  const zeros = Array<number>(params.K).fill(0);
  return { traded: 0n, enough: false, volume: 0n, p: zeros, lambdaBuy: zeros, lambdaSell: zeros };
}

export function isTraded(result: Pick<ClearingResult, 'traded'>, k: number): boolean {
  return ((result.traded >> BigInt(k)) & 1n) === 1n;
}

const SUMS = 7;
const LANE_STRIDE = 50n;
const LANES_PER_WORD = 5;
const PARAM_STRIDE = 60n;
const PARAMS_PER_WORD = 4;

/** Hidden state between clearing batches. */
export interface ClearingState {
  readonly salt: bigint;
  readonly sums: readonly bigint[];
  /** Orders so far with any quantity. */
  readonly count: number;
}

export function packClearingParams(periods: readonly PeriodClearing[]): bigint[] {
  const words = Array<bigint>(Math.ceil(periods.length / PARAMS_PER_WORD)).fill(0n);
  periods.forEach((p, k) => {
    const slot = BigInt(p.L) + (BigInt(p.H) << 16n) + (BigInt(p.lambda) << 32n) + (BigInt(p.rationed) << 56n);
    words[Math.floor(k / PARAMS_PER_WORD)]! += slot << (PARAM_STRIDE * BigInt(k % PARAMS_PER_WORD));
  });
  return words;
}

export function clearingStateCommitment(
  hasher: Hasher,
  state: ClearingState,
  periods: readonly PeriodClearing[],
): bigint {
  return hash(hasher, TAGS.CLR, [
    state.salt,
    ...state.sums,
    BigInt(state.count),
    ...packClearingParams(periods),
  ]);
}

export function initialClearingState(params: Params): ClearingState {
  return { salt: 0n, sums: Array<bigint>(params.clearingWords).fill(0n), count: 0 };
}

/** Adds a batch of orders to the packed sums: D(≥L), S(≤L), D(=L), S(=L), V(=H), M, C per period. */
export function addOrders(
  state: ClearingState,
  salt: bigint,
  orders: readonly (readonly Cell[])[],
  periods: readonly PeriodClearing[],
): ClearingState {
  const sums = [...state.sums];
  let count = state.count;
  for (const cells of orders) {
    if (cells.some((c) => c.qty > 0)) count++;
    cells.forEach((cell, k) => {
      contributions(cell, periods[k]!).forEach((value, j) => {
        const lane = SUMS * k + j;
        sums[Math.floor(lane / LANES_PER_WORD)]! += value << (LANE_STRIDE * BigInt(lane % LANES_PER_WORD));
      });
    });
  }
  return { salt, sums, count };
}

function contributions(cell: Cell, period: PeriodClearing): bigint[] {
  const { L, H, lambda, rationed } = period;
  const qty = BigInt(cell.qty);
  const buy = cell.side === 0;
  const atL = cell.level === L;
  const counted = atL && cell.side === rationed;
  const margin = counted ? BigInt(Math.min(cell.qty, lambda)) : 0n;
  return [
    buy && cell.level >= L ? qty : 0n,
    !buy && cell.level <= L ? qty : 0n,
    buy && atL ? qty : 0n,
    !buy && atL ? qty : 0n,
    cell.level === H && L < H ? qty : 0n,
    margin,
    counted && cell.qty >= lambda ? 1n : 0n,
  ];
}

/** Fills the last batch; stands in no fold and carries no volume. */
export function paddingOrder(params: Params): Cell[] {
  return Array.from({ length: params.K }, () => ({ side: 1, level: 0, qty: 0 }));
}

const periodInputs = (periods: readonly PeriodClearing[]) => ({
  L: periods.map((p) => BigInt(p.L)),
  H: periods.map((p) => BigInt(p.H)),
  lambda: periods.map((p) => BigInt(p.lambda)),
  rationed: periods.map((p) => BigInt(p.rationed)),
});

export interface ClearWitness {
  readonly context: bigint;
  readonly auctionId: bigint;
  readonly foldStart: bigint;
  readonly foldEnd: bigint;
  /** 0 in the first batch. */
  readonly stateIn: bigint;
  readonly first: boolean;
  readonly orders: readonly { readonly cells: readonly Cell[]; readonly inner: bigint }[];
  readonly before: ClearingState;
  readonly saltOut: bigint;
  readonly periods: readonly PeriodClearing[];
}

export function clearCircuitInputs(params: Params, w: ClearWitness) {
  const slots = Array.from({ length: params.clearN }, (_, i) => w.orders[i]);
  const cells = slots.map((o) => o?.cells ?? paddingOrder(params));
  return {
    context: w.context,
    auctionId: w.auctionId,
    foldStart: w.foldStart,
    foldEnd: w.foldEnd,
    stateIn: w.stateIn,
    first: w.first ? 1n : 0n,
    active: slots.map((o) => (o ? 1n : 0n)),
    side: cells.map((day) => day.map((c) => BigInt(c.side))),
    level: cells.map((day) => day.map((c) => BigInt(c.level))),
    qty: cells.map((day) => day.map((c) => BigInt(c.qty))),
    inner: slots.map((o) => o?.inner ?? 0n),
    saltIn: w.before.salt,
    saltOut: w.saltOut,
    sumsIn: w.before.sums,
    countIn: BigInt(w.before.count),
    ...periodInputs(w.periods),
  };
}

export interface CloseWitness {
  readonly context: bigint;
  readonly auctionId: bigint;
  /** As the last batch left it: its commitment stands on the ledger. */
  readonly state: ClearingState;
  readonly commitment: bigint;
  /** Orders that are not null, from which on the volume is published. */
  readonly minGroup: number;
  readonly periods: readonly PeriodClearing[];
}

export function closeCircuitInputs(w: CloseWitness) {
  return {
    context: w.context,
    auctionId: w.auctionId,
    state: w.commitment,
    minGroup: BigInt(w.minGroup),
    salt: w.state.salt,
    sums: w.state.sums,
    count: BigInt(w.state.count),
    ...periodInputs(w.periods),
  };
}

export const ClearBody = container({
  sequence: U64,
  auctionId: Fr,
  /** Index of the batch; 0 starts again. */
  batch: U32,
  stateOut: Fr,
});
export type ClearBody = Infer<typeof ClearBody>;

/** `foldStart`, `foldEnd` and `stateIn` are the ledger's own. */
export function clearSignals(
  tx: ClearBody,
  context: bigint,
  chain: { foldStart: bigint; foldEnd: bigint; stateIn: bigint },
): bigint[] {
  const first = tx.batch === 0;
  return [
    tx.stateOut,
    context,
    tx.auctionId,
    chain.foldStart,
    chain.foldEnd,
    first ? 0n : chain.stateIn,
    first ? 1n : 0n,
  ];
}

function closeTypes({ K }: Params) {
  return container({
    sequence: U64,
    auctionId: Fr,
    traded: U64,
    enough: U8,
    volume: Money,
    p: vectorOf(U16, K),
    lambdaBuy: vectorOf(U32, K),
    lambdaSell: vectorOf(U32, K),
  });
}

export const closeBodyType = byProfile(closeTypes);
export type CloseBody = Infer<ReturnType<typeof closeBodyType>>;

/** State and `minGroup` are the ledger's own. */
export function closeSignals(
  tx: CloseBody,
  context: bigint,
  chain: { readonly state: bigint; readonly minGroup: number },
): bigint[] {
  return [
    tx.traded,
    BigInt(tx.enough),
    tx.volume,
    ...tx.p.map(BigInt),
    ...tx.lambdaBuy.map(BigInt),
    ...tx.lambdaSell.map(BigInt),
    context,
    tx.auctionId,
    chain.state,
    BigInt(chain.minGroup),
  ];
}

export function resultOf(tx: CloseBody): ClearingResult {
  return {
    traded: tx.traded,
    enough: tx.enough === 1,
    volume: tx.volume,
    p: tx.p,
    lambdaBuy: tx.lambdaBuy,
    lambdaSell: tx.lambdaSell,
  };
}

/** What `close` publishes of a day; `count` is the number of non-null orders. */
export function publishedResult(
  periods: readonly PeriodClearing[],
  count: number,
  minGroup: number,
): ClearingResult {
  const enough = count >= minGroup;
  const shown = (value: (p: PeriodClearing) => number) => periods.map((p) => (p.traded ? value(p) : 0));
  return {
    traded: periods.reduce((bits, p, k) => (p.traded ? bits | (1n << BigInt(k)) : bits), 0n),
    enough,
    volume: enough ? periods.reduce((sum, p) => sum + BigInt(p.volume), 0n) : 0n,
    p: shown((p) => p.level),
    lambdaBuy: shown((p) => p.lambdaBuy),
    lambdaSell: shown((p) => p.lambdaSell),
  };
}
