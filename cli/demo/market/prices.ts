/** Prices of the demo's day, in 0.01 currency/MWh: the bands of the Low Carbon London trial. */
import type { Params } from '@veilgrid/protocol/params';
import { type Band, HALF_HOURS, tariffBands } from '../town/data.js';

/** Retail prices, the network charge included: 11.76 p/kWh is 11,760. */
const RETAIL: Record<Band, number> = { H: 67_200, N: 11_760, L: 3_990 };
/** The charge for using the network, and the part of it that local trade saves. */
const NETWORK = 2_000;
const DISCOUNT = 800;
/** 4.64 p/kWh, the export tariff of the British feed-in scheme in 2013; never above the import price. */
const EXPORT = 4_640;

export interface Prices {
  readonly importPrice: number[];
  readonly exportPrice: number[];
  readonly network: number[];
  readonly discount: number[];
  /** 20 p a day */
  readonly fixedPerDay: bigint;
}

/** Day of the year from 0, as in a common year: 29 February counts as the 28th. */
export function dayOfYear(date: Date): number {
  const leapDay = date.getUTCMonth() === 1 && date.getUTCDate() === 29;
  const inCommonYear = Date.UTC(2013, date.getUTCMonth(), leapDay ? 28 : date.getUTCDate());
  return (inCommonYear - Date.UTC(2013, 0, 1)) / 86_400_000;
}

export function pricesOf({ K }: Params, date: Date): Prices {
  const bands = tariffBands()[dayOfYear(date)]!;
  const span = HALF_HOURS / K;
  const importPrice = Array.from({ length: K }, (_, k) => {
    const energy = bands.slice(k * span, (k + 1) * span).map((band) => RETAIL[band] - NETWORK);
    return Math.round(energy.reduce((a, b) => a + b, 0) / span);
  });
  return {
    importPrice,
    exportPrice: importPrice.map((price) => Math.min(EXPORT, price)),
    network: Array<number>(K).fill(NETWORK),
    discount: Array<number>(K).fill(DISCOUNT),
    fixedPerDay: 20_000_000n,
  };
}
