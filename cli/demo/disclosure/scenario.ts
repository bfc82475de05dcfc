/** Three days of a real home beside ten houses of the feeder, which are what its answers hide among. */
import type { Reading } from '@veilgrid/protocol/core/readings';
import { type Params, SECONDS_PER_DAY } from '@veilgrid/protocol/params';
import { type Prices, pricesOf } from '../market/prices.js';
import { EXPORT_CAP, FLOOR, IMPORT_CAP, readingsOf } from '../market/scenario.js';
import { decemberNets, HALF_HOURS, houseLoads } from '../town/data.js';

const DECEMBER = Date.UTC(2011, 11, 1) / 1000 / SECONDS_PER_DAY;
/** Days of December, from 0: of the tariff they have all three bands. */
const ANSWERED = [5, 6, 7];
/** With the customer as many as make a set that is published by itself, and one to spare. */
const FEEDER_HOMES = 10;

/** What a home's meter counts, by day. */
export interface House {
  readonly name: string;
  readonly days: ReadonlyMap<number, readonly Reading[]>;
}

export interface Scenario {
  readonly date: string;
  /** The first one, on which the chain begins; days since 1970-01-01 UTC. */
  readonly day: number;
  readonly days: readonly number[];
  /** By day: of the same date of 2013. */
  readonly prices: ReadonlyMap<number, Prices>;
  /** Lowest price of the auctions. */
  readonly floor: number;
  /** The customer, then the others. */
  readonly houses: readonly House[];
  readonly importCap: number;
  readonly exportCap: number;
}

export const dateOf = (day: number) => new Date(day * SECONDS_PER_DAY * 1000).toISOString().slice(0, 10);

export function buildScenario(params: Params): Scenario {
  const span = HALF_HOURS / params.K;
  const days = ANSWERED.map((i) => DECEMBER + i);
  const nets = decemberNets();
  const customer = new Map(days.map((day) => [day, readingsOf(params, nets[day - DECEMBER]!)]));
  const others = houseLoads()
    .slice(0, FEEDER_HOMES)
    .map((load, i) => ({
      name: `House ${i + 1}`,
      days: new Map(days.map((day) => [day, readingsOf(params, load)])),
    }));
  const at = (day: number) => new Date(day * SECONDS_PER_DAY * 1000);
  return {
    date: dateOf(days[0]!),
    day: days[0]!,
    days,
    prices: new Map(days.map((day) => [day, pricesOf(params, at(day))])),
    floor: FLOOR,
    houses: [{ name: 'Customer 12', days: customer }, ...others],
    importCap: IMPORT_CAP * span,
    exportCap: EXPORT_CAP * span,
  };
}
