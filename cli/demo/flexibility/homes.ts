/** Real homes: those that offer, over a Sunday and the days before it, and those beside whom they deliver. */
import type { Reading } from '@veilgrid/protocol/core/readings';
import { type Params, SECONDS_PER_DAY } from '@veilgrid/protocol/params';
import { HALF_HOURS, houseLoads, weekendHours } from '../town/data.js';

/** A Sunday: row 8,545 of the homes' year is its first hour. */
export const DATE = '2017-07-23';
export const DAY = Date.parse(`${DATE}T00:00:00Z`) / 1000 / SECONDS_PER_DAY;
const FIRST_ROW = 8_545;
const HOURS = 24;
/** Of seventeen; it has no load in half of the year. */
const LEFT_OUT = 12;

export interface Home {
  readonly name: string;
  /** By day, since 1970-01-01, what its meter counts where nothing is called. */
  readonly days: ReadonlyMap<number, readonly Reading[]>;
}

/** @param days that they settle, among the weekends before the Sunday, and it */
export function offeringHomes(params: Params, count: number, days: readonly number[]): Home[] {
  const hours = new Map(weekendHours().map(({ row, nets }) => [row, nets]));
  const homes = Array.from({ length: 17 }, (_, i) => i).filter((i) => i + 1 !== LEFT_OUT);
  return homes.slice(0, count).map((i) => ({
    name: `Home ${i + 1}`,
    days: new Map(
      days.map((day) => {
        const first = FIRST_ROW + (day - DAY) * HOURS;
        const nets = Array.from({ length: HOURS }, (_, hour) => hours.get(first + hour)![i]!);
        return [day, readingsOf(params, nets.flatMap(halves))];
      }),
    ),
  }));
}

/** Houses of the feeder, which settle the Sunday alone. */
export function otherHomes(params: Params, count: number): Home[] {
  return houseLoads()
    .slice(0, count)
    .map((load, i) => ({ name: `House ${i + 1}`, days: new Map([[DAY, readingsOf(params, load)]]) }));
}

/** So much less is taken from the network, or more fed into it, as a battery does. */
export function lowered({ imported, exported }: Reading, wh: number): Reading {
  const saved = Math.min(imported, wh);
  return { imported: imported - saved, exported: exported + wh - saved };
}

const halves = (wh: number) => [Math.floor(wh / 2), wh - Math.floor(wh / 2)];

/** The meter counts both sides apart in every half hour; a longer period adds them up. */
function readingsOf({ K }: Params, nets: readonly number[]): Reading[] {
  const span = HALF_HOURS / K;
  return Array.from({ length: K }, (_, k) => {
    const own = nets.slice(k * span, (k + 1) * span);
    const sum = (sign: 1 | -1) => own.reduce((total, wh) => total + Math.max(0, sign * wh), 0);
    return { imported: sum(1), exported: sum(-1) };
  });
}
