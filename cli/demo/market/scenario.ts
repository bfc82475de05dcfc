/** Who lives on the feeder, what they consume and produce, and what they ask for. */
import { BUY, type Cell, SELL } from '@veilgrid/protocol/core/books/cells';
import type { Reading } from '@veilgrid/protocol/core/readings';
import { MAX_LEVEL, MIN_GROUP, type Params, SECONDS_PER_DAY } from '@veilgrid/protocol/params';
import { HALF_HOURS, houseLoads, type SolarDay, solarDays } from '../town/data.js';
import { type Draw, drawFrom } from '../town/draw.js';
import { dayOfYear, type Prices, pricesOf } from './prices.js';

export interface House {
  readonly name: string;
  /** Panels in multiples of the measured roof; 0 has none. */
  readonly panels: number;
  readonly solarDate: string | undefined;
  /** What the meter will count. */
  readonly readings: readonly Reading[];
  readonly cells: readonly Cell[];
  readonly trades: boolean;
}

export interface Scenario {
  readonly date: string;
  /** Days since 1970-01-01 UTC. */
  readonly day: number;
  readonly prices: Prices;
  /** Lowest price of the auction. */
  readonly floor: number;
  readonly houses: readonly House[];
  /** Wh a settlement period; the same for all, so that a quantity identifies nobody. */
  readonly importCap: number;
  readonly exportCap: number;
}

/** Sun by day, and the tariff's high band from 17:00 to 20:00. */
export const DEFAULT_DAY = '2013-06-13';
export const SEED = 'veilgrid';

/** 80 A and 16 A at 230 V for half an hour. */
export const IMPORT_CAP = 9_200;
export const EXPORT_CAP = 1_840;
/** Levels are prices on a usual day: the auction's floor is 0 and its tick 1. */
export const FLOOR = 0;
export const TICK = 1;
const USUAL = { prices: (usual: Prices) => usual, floor: FLOOR };

/**
 * @param date YYYY-MM-DD, a real one @param households 10 to 55
 * @param change of the day's prices, and how low the auction may go with them
 */
export function buildScenario(
  params: Params,
  date: string,
  households: number,
  seed: string,
  change: { readonly prices: (usual: Prices) => Prices; readonly floor: number } = USUAL,
): Scenario {
  const draw = drawFrom(seed);
  const at = new Date(`${date}T00:00:00Z`);
  const { floor } = change;
  const prices = change.prices(pricesOf(params, at));
  const loads = houseLoads();
  const solar = solarDays();
  const nulls = idleHouses(households);
  const span = HALF_HOURS / params.K;
  const limits = { importCap: IMPORT_CAP * span, exportCap: EXPORT_CAP * span };
  const houses = Array.from({ length: households }, (_, i) => {
    const load = loads[i]!;
    const panels = i % 2 === 0 ? draw(`panels/${i}`, 1, 4) : 0;
    // Half a year apart in season, and another day for every roof.
    const roof = panels > 0 ? solar[(dayOfYear(at) + i) % solar.length]! : undefined;
    const trades = !nulls.has(i);
    const forecast = sum(
      params,
      netOf(load, roof, panels).map((wh, h) => forecastOf(wh, draw(`forecast/${i}/${h}`, 800, 1200))),
    );
    return {
      name: `House ${i + 1}`,
      panels,
      solarDate: roof?.date,
      readings: readingsOf(params, netOf(load, roof, panels)),
      cells: forecast.map((wh, k) =>
        trades
          ? orderCell(draw, `${i}/${k}`, { k, prices, forecast: wh, ...limits, floor })
          : nullCell(draw, `${i}/${k}`),
      ),
      trades,
    };
  });
  return { date, day: at.getTime() / 1000 / SECONDS_PER_DAY, prices, floor, houses, ...limits };
}

/** Houses that stay out of the market: about one in six, but enough traders stay for the day's volume to show. */
function idleHouses(households: number): Set<number> {
  const count = Math.min(Math.floor(households / 6), households - MIN_GROUP);
  return new Set(Array.from({ length: count }, (_, j) => 6 * j + 5));
}

/** Load less generation by half hour, Wh. */
function netOf(load: readonly number[], roof: SolarDay | undefined, panels: number): number[] {
  return load.map((wh, h) => wh - panels * (roof?.wh[h] ?? 0));
}

/** The meter counts import and export apart in every half hour; a longer period adds them up. */
export function readingsOf(params: Params, net: readonly number[]): Reading[] {
  const imported = sum(
    params,
    net.map((wh) => Math.max(0, wh)),
  );
  const exported = sum(
    params,
    net.map((wh) => Math.max(0, -wh)),
  );
  return imported.map((wh, k) => ({ imported: wh, exported: exported[k]! }));
}

function sum({ K }: Params, halfHours: readonly number[]): number[] {
  const span = HALF_HOURS / K;
  return Array.from({ length: K }, (_, k) =>
    halfHours.slice(k * span, (k + 1) * span).reduce((a, b) => a + b, 0),
  );
}

export function forecastOf(wh: number, perMille: number): number {
  return Math.trunc((wh * perMille) / 1000);
}

/** What a house expects of a period, and what bounds its order. */
export interface Expectation {
  readonly k: number;
  readonly prices: Prices;
  /** Wh, import above zero. */
  readonly forecast: number;
  readonly importCap: number;
  readonly exportCap: number;
  readonly floor: number;
}

/**
 * Buyers pay up to something between export and import price, sellers take at least something between:
 * nobody is worse off than with the supplier, as far as the forecast holds.
 */
export function orderCell(
  draw: Draw,
  name: string,
  { k, prices, forecast, importCap, exportCap, floor }: Expectation,
): Cell {
  const low = prices.exportPrice[k]!;
  const width = prices.importPrice[k]! - low;
  const selling = forecast < 0;
  const perMille = selling ? draw(`ask/${name}`, 0, 600) : draw(`bid/${name}`, 400, 1000);
  const price = low + Math.trunc((width * perMille) / 1000);
  const level = Math.min(MAX_LEVEL, Math.max(0, Math.trunc((price - floor) / TICK)));
  const cap = selling ? exportCap : importCap;
  return { side: selling ? SELL : BUY, level, qty: Math.min(Math.abs(forecast), cap) };
}

/** Nothing wanted; random side and level, as every wallet does for a day off. */
function nullCell(draw: Draw, name: string): Cell {
  return { side: draw(`side/${name}`, 0, 1), level: draw(`level/${name}`, 0, MAX_LEVEL), qty: 0 };
}
