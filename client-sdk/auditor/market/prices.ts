/** Market data of an auction and what it can cost at worst. protocol/market.md "Market data of an auction". */
import type { PointRecord } from '@veilgrid/protocol/core/points';
import type { TariffRecord } from '@veilgrid/protocol/core/tariffs';
import type { OpenAuctionBody } from '@veilgrid/protocol/market/auction';
import { MAX_LEVEL } from '@veilgrid/protocol/params';

/** Signed integers; arrays by settlement period. */
export interface Market {
  readonly floor: bigint;
  readonly tick: bigint;
  readonly cap: bigint;
  readonly collateral: bigint;
  readonly minExport: bigint;
  readonly fixedPerDay: bigint;
  readonly importPrice: readonly bigint[];
  readonly exportPrice: readonly bigint[];
  readonly network: readonly bigint[];
  readonly discount: readonly bigint[];
}

const magnitude = (x: bigint) => (x < 0n ? -x : x);
function most(xs: readonly bigint[]): bigint {
  let top = xs[0]!;
  for (const x of xs) if (x > top) top = x;
  return top;
}
const least = (xs: readonly bigint[]) => -most(xs.map((x) => -x));
const mostOrZero = (xs: readonly bigint[]) => most([0n, ...xs]);

export function marketOf(terms: OpenAuctionBody, tariff: TariffRecord): Market {
  const floor = BigInt(terms.floor);
  const tick = BigInt(terms.tick);
  const exportPrice = tariff.exportPrice.map(BigInt);
  return {
    floor,
    tick,
    cap: floor + tick * BigInt(MAX_LEVEL),
    collateral: BigInt(terms.collateral),
    minExport: least([0n, floor, ...exportPrice]),
    fixedPerDay: tariff.fixedPerDay,
    importPrice: tariff.importPrice.map(BigInt),
    exportPrice,
    network: tariff.network.map(BigInt),
    discount: tariff.discount.map(BigInt),
  };
}

/** Largest price, in magnitude, that a trade can have. */
const tradePrice = ({ floor, cap }: Market) => most([magnitude(floor), magnitude(cap)]);

/**
 * The supplier's bond: every export of the day at its best price, every import where the price is negative,
 * and a unit of rounding of the market and of the residual by point and period.
 */
export function bondOf(market: Market, points: readonly PointRecord[]): bigint {
  let bond = 0n;
  for (const point of points) bond += energyOf(market, point) + roundingOf(market);
  return bond;
}

/** What one point's energy alone asks of the bond. */
function energyOf({ importPrice, exportPrice }: Market, point: PointRecord): bigint {
  const sold = mostOrZero(exportPrice) * BigInt(point.dayExportCap);
  return sold + mostOrZero(importPrice.map((p) => -p)) * BigInt(point.dayImportCap);
}

/** A unit of rounding of the market and of the residual in every period. */
export function roundingOf(market: Market): bigint {
  const { importPrice, exportPrice } = market;
  let units = 0n;
  importPrice.forEach((p, k) => {
    units += tradePrice(market) + most([magnitude(p), magnitude(exportPrice[k]!)]);
  });
  return units;
}

/**
 * What operator and regulator lock, each: roleBond of genesis, or what a day without trade can bring the supplier at
 * most – the largest spread on all that neighbours can exchange, and the bond's rounding – if that is more.
 */
export function lockOf(roleBond: bigint, market: Market, points: readonly PointRecord[]): bigint {
  const { importPrice, exportPrice } = market;
  let [imports, exports, rounding] = [0n, 0n, 0n];
  for (const { dayImportCap, dayExportCap } of points) {
    imports += BigInt(dayImportCap);
    exports += BigInt(dayExportCap);
    rounding += roundingOf(market);
  }
  const spread = mostOrZero(importPrice.map((p, k) => p - exportPrice[k]!));
  return most([roleBond, spread * least([imports, exports]) + rounding]);
}

/** What all points together can import, or export, in one half hour, in which nobody has more than 2^24 Wh. */
export function mostNet(points: readonly PointRecord[]): bigint {
  let sum = 0n;
  for (const point of points)
    sum += BigInt(Math.min(2 ** 24, Math.max(point.dayImportCap, point.dayExportCap)));
  return sum;
}

/** The energy of the point that asks most. */
export function largestOf(market: Market, points: readonly PointRecord[]): bigint {
  return mostOrZero(points.map((point) => energyOf(market, point)));
}

/**
 * Bounds of what one point's settlement can hold, from the cost formula term by term: fills are at most the
 * period caps in K periods, a residual import at most import + sold, a residual export at most export + bought.
 */
export function worstOf(market: Market, point: PointRecord) {
  const periods = BigInt(market.importPrice.length);
  const bought = periods * BigInt(point.importCap);
  const sold = periods * BigInt(point.exportCap);
  const imported = BigInt(point.dayImportCap);
  const exported = BigInt(point.dayExportCap);
  const trade = most([bought, sold]) * tradePrice(market);
  const network = imported * most(market.network) + sold * most(market.discount);
  const residual =
    (imported + sold) * most(market.importPrice.map(magnitude)) +
    (exported + bought) * most(market.exportPrice.map(magnitude));
  return { network, cost: trade + network + residual + market.fixedPerDay };
}
