import type { Cells } from './order.js';

/** Wh by period. */
export interface Reading {
  readonly imp: readonly bigint[];
  readonly exp: readonly bigint[];
}

/** What a bill depends on. */
export interface BillInputs extends Cells, Reading {
  readonly floor: bigint;
  readonly tick: bigint;
  readonly fixedPerDay: bigint;
  /** Bit k: volume traded in period k. */
  readonly traded: bigint;
  readonly p: readonly bigint[];
  readonly lambdaBuy: readonly bigint[];
  readonly lambdaSell: readonly bigint[];
  readonly importPrice: readonly bigint[];
  readonly exportPrice: readonly bigint[];
  readonly network: readonly bigint[];
  readonly discount: readonly bigint[];
}

/** Money of a day. */
export interface Bill {
  readonly cost: bigint;
  readonly network: bigint;
}

const min = (a: bigint, b: bigint): bigint => (a < b ? a : b);
const max0 = (x: bigint): bigint => (x > 0n ? x : 0n);

/** protocol/market.md, close, "Fills": better than p* in full, at p* up to the side's margin. */
function fillsOf(s: BillInputs, k: number): { bought: bigint; sold: bigint } {
  const [qty, level, p] = [s.qty[k]!, s.level[k]!, s.p[k]!];
  const none = { bought: 0n, sold: 0n };
  if (((s.traded >> BigInt(k)) & 1n) === 0n) return none;
  if (s.side[k] === 0n) {
    if (level < p) return none;
    return { ...none, bought: level > p ? qty : min(qty, s.lambdaBuy[k]!) };
  }
  if (level > p) return none;
  return { ...none, sold: level < p ? qty : min(qty, s.lambdaSell[k]!) };
}

/** protocol/market.md, settle, "Bill". */
export function billOf(s: BillInputs): Bill {
  let cost = s.fixedPerDay;
  let network = 0n;
  for (let k = 0; k < s.qty.length; k++) {
    const { bought, sold } = fillsOf(s, k);
    const [imp, exp, discount] = [s.imp[k]!, s.exp[k]!, s.discount[k]!];
    const residual = imp - exp - (bought - sold);
    const trade = (s.floor + s.tick * s.p[k]!) * (bought - sold);
    const grid = imp * s.network[k]! - discount * min(bought, imp) + discount * max0(sold - exp);
    cost += trade + max0(residual) * s.importPrice[k]! - max0(-residual) * s.exportPrice[k]! + grid;
    network += grid;
  }
  return { cost, network };
}
