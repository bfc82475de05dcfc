/** The hidden state between clearing batches. protocol/market.md, clear. */
import type { Params } from '../../params.js';
import { TAGS } from '../../tags.js';
import { type Hasher, hash } from '../crypto/hash.js';
import type { Cell } from './cells.js';
import type { PeriodClearing } from './clearing.js';

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

export const periodInputs = (periods: readonly PeriodClearing[]) => ({
  L: periods.map((p) => BigInt(p.L)),
  H: periods.map((p) => BigInt(p.H)),
  lambda: periods.map((p) => BigInt(p.lambda)),
  rationed: periods.map((p) => BigInt(p.rationed)),
});
