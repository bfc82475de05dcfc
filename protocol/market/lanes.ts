/** Masked lanes of a settlement: what they hold, and the totals that their sums open. */
import { mod } from '../core/crypto/field.js';
import type { Reading } from '../core/readings.js';
import { type Params, TRADE_NET_OFFSET } from '../params.js';

const LANE_BITS = 42n;
const LANES_PER_WORD = 6;
const MONEY_BITS = 63n;

/** Money of one settlement; refund, network, shortfall < 2^45, |tradeNet| < 2^44. */
export interface MoneyLanes {
  readonly refund: bigint;
  readonly network: bigint;
  readonly shortfall: bigint;
  readonly tradeNet: bigint;
}

export function lanesOf(params: Params, readings: readonly Reading[], money: MoneyLanes): bigint[] {
  const values = [...readings.map((r) => r.imported), ...readings.map((r) => r.exported)];
  const words = Array<bigint>(params.laneWords).fill(0n);
  values.forEach((value, i) => {
    words[Math.floor(i / LANES_PER_WORD)]! += BigInt(value) << (LANE_BITS * BigInt(i % LANES_PER_WORD));
  });
  const amounts = [money.refund, money.network, money.shortfall, money.tradeNet + TRADE_NET_OFFSET];
  words[params.laneWords - 1] = amounts.reduce((word, x, i) => word + (x << (MONEY_BITS * BigInt(i))), 0n);
  return words;
}

export interface Totals {
  readonly members: number;
  /** Wh by settlement period. */
  readonly imports: readonly bigint[];
  readonly exports: readonly bigint[];
  readonly refund: bigint;
  readonly network: bigint;
  readonly shortfall: bigint;
  readonly tradeNet: bigint;
}

/**
 * Sums of the members' lanes, unmasked; undefined where a lane is beyond what `members` settlements
 * can hold, which cannot happen with proven settlements and mask sums.
 */
export function openTotals(
  params: Params,
  members: number,
  laneSums: readonly bigint[],
  maskSums: readonly (readonly bigint[])[],
): Totals | undefined {
  const words = laneSums.map((sum, i) => mod(maskSums.reduce((x, masks) => x - masks[i]!, sum)));
  if (words.some((word) => word >= 1n << 252n)) return undefined;
  const slot = (word: bigint, i: number, bits: bigint) => (word >> (bits * BigInt(i))) & ((1n << bits) - 1n);
  const values = Array.from({ length: LANES_PER_WORD * (params.laneWords - 1) }, (_, i) =>
    slot(words[Math.floor(i / LANES_PER_WORD)]!, i % LANES_PER_WORD, LANE_BITS),
  );
  const limit = BigInt(members);
  if (values.some((v, i) => v > (i < 2 * params.K ? limit * 0xff_ffffn : 0n))) return undefined;
  const money = [0, 1, 2, 3].map((i) => slot(words[params.laneWords - 1]!, i, MONEY_BITS));
  if (money.some((v) => v >= limit << 45n)) return undefined;
  return {
    members,
    imports: values.slice(0, params.K),
    exports: values.slice(params.K, 2 * params.K),
    refund: money[0]!,
    network: money[1]!,
    shortfall: money[2]!,
    tradeNet: money[3]! - limit * TRADE_NET_OFFSET,
  };
}
