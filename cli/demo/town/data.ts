/** The real data of the demo, read from the project's `data/`. Whole Wh and whole prices only. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const HALF_HOURS = 48;

/** In a checkout the project's own folder; an installed package carries a copy beside `dist`. */
const DATA = [new URL('../../../../data/', import.meta.url), new URL('../../../data/', import.meta.url)].find(
  (url) => existsSync(url),
)!;

/** Data rows of a small trusted CSV: no quoting in it. */
function rows(file: string): string[][] {
  const text = readFileSync(fileURLToPath(new URL(file, DATA)), 'utf8');
  const [, ...lines] = text.trimEnd().split('\n');
  return lines.map((line) => line.split(','));
}

/** Wh by half hour of the feeder's 55 houses. */
export function houseLoads(): number[][] {
  return rows('ieee-european-lv-feeder/load_wh.csv').map(([, ...values]) => values.map(Number));
}

export interface SolarDay {
  readonly date: string;
  /** Wh by half hour, gross, of a roof of about 1 kWp. */
  readonly wh: readonly number[];
}

/** A year of one roof, from 1 July: the southern hemisphere's 1 January. */
export function solarDays(): SolarDay[] {
  return rows('ausgrid-customer12/pv_wh.csv').map(([date, ...values]) => ({
    date: date!,
    wh: values.map(Number),
  }));
}

/** Net Wh by half hour of the home below one such roof, below 0 where it feeds in; by day of December 2011, from its first. */
export function decemberNets(): number[][] {
  return rows('ausgrid-customer12/december_net_wh.csv').map(([, ...values]) => values.map(Number));
}

export type Band = 'H' | 'N' | 'L';

/** Tariff bands of 2013 by day, from 1 January. */
export function tariffBands(): Band[][] {
  return rows('lcl-dtou-tariff-2013/bands_2013.csv').map(([, bands]) => [...bands!] as Band[]);
}

/** Net Wh of each home in one hour, numbered as its source does. */
export interface HomeHour {
  readonly row: number;
  readonly nets: readonly number[];
}

/** Seventeen homes with solar roofs on the Saturdays and Sundays of June and July. */
export function weekendHours(): HomeHour[] {
  return rows('citylearn-2022-17homes/weekends_wh.csv').map(([row, ...nets]) => ({
    row: Number(row),
    nets: nets.map(Number),
  }));
}
