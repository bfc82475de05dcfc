/** A day of the user's own meters: measured readings, forecasts that miss them, and limit prices as in the demo. */
import { dateOf, parseReadings, readFileBounded } from '@veilgrid/client-sdk/core/readings/index';
import type { Reading } from '@veilgrid/protocol/core/readings';
import { ensure } from '@veilgrid/protocol/errors';
import type { Params } from '@veilgrid/protocol/params';
import { dayNumber } from '../../terminal/dates.js';
import { HALF_HOURS } from '../town/data.js';
import { drawFrom } from '../town/draw.js';
import { pricesOf } from './prices.js';
import { FLOOR, forecastOf, IMPORT_CAP, orderCell, type Scenario } from './scenario.js';

/** As many as the built-in feeder has houses: a run of minutes. */
export const MAX_METERS = 55;
/** 80 A at 230 V in both directions, all day. */
const DAY_CAP = IMPORT_CAP * HALF_HOURS;

export interface MeteredDay {
  readonly date: string;
  /** In order of appearance in the file. */
  readonly meters: ReadonlyMap<string, readonly Reading[]>;
}

/**
 * One whole day of a file: the named one, or the first.
 * @param date YYYY-MM-DD, a real one
 * @throws DataError with every issue; ProtocolError NOT_FOUND, TOO_LARGE
 */
export async function readMeteredDay(file: string, params: Params, date?: string): Promise<MeteredDay> {
  const dayCaps = { imported: DAY_CAP, exported: DAY_CAP };
  const day = date === undefined ? 'firstWhole' : dayNumber(date);
  const { days } = parseReadings(file, await readFileBounded(file), params, { day, dayCaps });
  const [[number, meters]] = [...days] as [[number, ReadonlyMap<string, readonly Reading[]>]];
  ensure(meters.size <= MAX_METERS, 'TOO_LARGE', {
    field: 'csv',
    file,
    meters: meters.size,
    limit: MAX_METERS,
  });
  return { date: dateOf(number), meters };
}

export function meteredScenario(params: Params, { date, meters }: MeteredDay, seed: string): Scenario {
  const draw = drawFrom(seed);
  const prices = pricesOf(params, new Date(`${date}T00:00:00Z`));
  const cap = (IMPORT_CAP * HALF_HOURS) / params.K;
  const limits = { importCap: cap, exportCap: cap, floor: FLOOR };
  const houses = [...meters].map(([name, readings], i) => ({
    name,
    panels: 0,
    solarDate: undefined,
    readings,
    cells: readings.map(({ imported, exported }, k) => {
      const forecast = forecastOf(imported - exported, draw(`forecast/${i}/${k}`, 800, 1200));
      return orderCell(draw, `${i}/${k}`, { k, prices, forecast, ...limits });
    }),
    trades: true,
  }));
  return { date, day: dayNumber(date), prices, houses, ...limits };
}
