/**
 * What an auction can cost at worst, from its prices and the points that may take part. Relies on the circuits to
 * keep fills within the period caps and readings within the day caps.
 * protocol/market.md "Market data of an auction".
 */
import type { PointRecord } from '../core/points.js';
import { MAX_QTY } from '../params.js';
import { capOf, type MarketData } from './auction.js';

const abs = (x: bigint) => (x < 0n ? -x : x);

function max(first: bigint, ...rest: bigint[]): bigint {
  let top = first;
  for (const x of rest) if (x > top) top = x;
  return top;
}

/** One order's day of rounding: a unit of the market and one of the residual in every period. */
export function roundingOf(market: MarketData): bigint {
  const { importPrice, exportPrice, floor } = market;
  const trade = max(abs(floor), abs(capOf(market)));
  return importPrice.reduce((sum, p, k) => sum + trade + max(abs(p), abs(exportPrice[k]!)), 0n);
}

/** Every export of one point's day at the best price, every import where the price is negative. */
function energyBond({ importPrice, exportPrice }: MarketData, p: PointRecord): bigint {
  return (
    max(0n, ...exportPrice) * BigInt(p.dayExportCap) +
    max(0n, ...importPrice.map((price) => -price)) * BigInt(p.dayImportCap)
  );
}

/** The supplier's bond: the energy of every point, and its rounding. protocol/market.md "Market data of an auction". */
export function supplierBond(market: MarketData, points: readonly PointRecord[]): bigint {
  const rounding = BigInt(points.length) * roundingOf(market);
  return points.reduce((sum, p) => sum + energyBond(market, p), rounding);
}

/** What a single one of the points can need of the bond at most, without rounding. */
export function largestBond(market: MarketData, points: readonly PointRecord[]): bigint {
  return max(0n, ...points.map((p) => energyBond(market, p)));
}

/** What a point's day can exchange. */
type DayCaps = Pick<PointRecord, 'dayImportCap' | 'dayExportCap'>;

const total = (points: readonly DayCaps[], cap: (p: DayCaps) => number) =>
  points.reduce((sum, p) => sum + BigInt(cap(p)), 0n);

/**
 * What operator and regulator lock, each: at least what a day without trade can bring the supplier, which then sells
 * and buys all that neighbours would have exchanged. So silence pays none of the three, nor any two together.
 * @param roleBond of genesis: the least
 */
export function roleLock(roleBond: bigint, market: MarketData, points: readonly DayCaps[]): bigint {
  const { importPrice, exportPrice } = market;
  const spread = max(0n, ...importPrice.map((p, k) => p - exportPrice[k]!));
  const exported = total(points, (p) => p.dayExportCap);
  const imported = total(points, (p) => p.dayImportCap);
  const exchanged = exported < imported ? exported : imported;
  return max(roleBond, spread * exchanged + BigInt(points.length) * roundingOf(market));
}

/**
 * What each order has of a forfeited lock: never more than the top tier, for which the lanes have room.
 * @param tiers ascending
 */
export function forfeitShare(lock: bigint, orders: number, tiers: readonly bigint[]): bigint {
  if (orders === 0) return 0n;
  const share = lock / BigInt(orders);
  const top = tiers.at(-1)!;
  return share < top ? share : top;
}

/** Most of what any half hour can hold. */
const MOST_WH = BigInt(MAX_QTY) + 1n;

/** Wh that a half hour of all points together stays below, import or export. */
export function netBound(points: readonly PointRecord[]): bigint {
  return points.reduce((sum, { dayImportCap, dayExportCap }) => {
    const cap = BigInt(Math.max(dayImportCap, dayExportCap));
    return sum + (cap < MOST_WH ? cap : MOST_WH);
  }, 0n);
}

export interface WorstDay {
  readonly network: bigint;
  /** Bound of |cost|. */
  readonly cost: bigint;
}

/**
 * Bounds of one point's day. Fills are at most the period caps in each of K periods, imports and exports
 * at most the day caps. A residual import is at most import + sold, a residual export at most
 * export + bought; what an undelivered sale pays back of its discount is at most sold.
 */
export function worstDay(market: MarketData, p: PointRecord): WorstDay {
  const periods = BigInt(market.importPrice.length);
  const bought = periods * BigInt(p.importCap);
  const sold = periods * BigInt(p.exportCap);
  const imported = BigInt(p.dayImportCap);
  const exported = BigInt(p.dayExportCap);
  const trade = max(bought, sold) * max(abs(market.floor), abs(capOf(market)));
  const network = imported * max(0n, ...market.network) + sold * max(0n, ...market.discount);
  const residual =
    (imported + sold) * max(0n, ...market.importPrice.map(abs)) +
    (exported + bought) * max(0n, ...market.exportPrice.map(abs));
  return { network, cost: trade + network + residual + market.fixedPerDay };
}
