/** What happens on which day of a run of several. Five days show everything; longer runs begin again. */
import { MIN_GROUP, SECONDS_PER_DAY } from '@veilgrid/protocol/params';
import type { Prices } from '../prices.js';
import { FLOOR } from '../scenario.js';

export interface DayPlan {
  /** From 0. */
  readonly number: number;
  readonly date: string;
  /** How many households order, from the first on; the others are away and billed by the default bill. */
  readonly orders: number;
  readonly negativePrices: boolean;
  /** Whose silence makes the auction void. */
  readonly silent?: 'regulator' | 'operator';
  /** Positions of connection points. */
  readonly rotates?: number;
  readonly movesOut?: number;
  /** On this day: the DSO reads it. */
  readonly replacesMeter?: number;
  /** Replaced the day before, and posted today: this day is pinned already, so that the DSO reads it too. */
  readonly newMeter?: number;
  readonly failedMeter?: number;
  /** Listed by a memo that its owner cannot use, until it is struck. */
  readonly uselessMemo?: number;
  readonly noShow?: number;
  readonly undelivered?: number;
}

/** Fewer than a sum may show. */
const FEW = MIN_GROUP - 4;
const CYCLE = 5;
/** Position of the point that gets a new meter. */
const REPLACED = 2;

/** Points whose day the DSO reads. */
export function readByDso({ failedMeter, replacesMeter, newMeter }: DayPlan): number[] {
  return [failedMeter, replacesMeter, newMeter].filter((position) => position !== undefined);
}

export function planDays(first: string, days: number, households: number): DayPlan[] {
  const start = Date.parse(`${first}T00:00:00Z`);
  return Array.from({ length: days }, (_, number): DayPlan => {
    const date = new Date(start + number * SECONDS_PER_DAY * 1000).toISOString().slice(0, 10);
    const usual = { number, date, orders: households, negativePrices: false };
    // A set below ten needs a day that takes it in.
    const last = number === days - 1;
    switch (number % CYCLE) {
      case 0:
        return {
          ...usual,
          failedMeter: households - 1,
          ...((!last || households > MIN_GROUP) && { noShow: 3 }),
        };
      case 1:
        return { ...usual, rotates: 4, movesOut: 1, undelivered: 0, uselessMemo: 5 };
      case 2:
        return { ...usual, replacesMeter: REPLACED, ...(!last && { orders: FEW }) };
      case 3:
        return { ...usual, negativePrices: true, newMeter: REPLACED };
      default:
        return { ...usual, silent: number % (2 * CYCLE) < CYCLE ? 'regulator' : 'operator' };
    }
  });
}

/** On a day of too much sun even importing is paid for in one period, and exporting costs. */
export function changeOf({ negativePrices }: DayPlan) {
  if (!negativePrices) return { prices: (usual: Prices) => usual, floor: FLOOR };
  return {
    floor: -5_000,
    prices: (usual: Prices): Prices => {
      const noon = Math.floor(usual.importPrice.length / 2);
      return {
        ...usual,
        importPrice: usual.importPrice.with(noon, -1_000),
        exportPrice: usual.exportPrice.with(noon, -3_000),
      };
    },
  };
}
