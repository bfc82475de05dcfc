/** Seventeen real homes over a year, by hour from 12:00 to 21:00. data/citylearn-2022-17homes. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Reading } from '@veilgrid/protocol/core/readings';

/** Periods of an hour; what is said of a half hour is half of it. */
export const HOURS = 9;
export const NOON = [0, 1] as const;
/** The three before those that are called. */
export const BEFORE = [2, 3, 4] as const;
/** 17:00 to 19:00: what is called. */
export const CALLED = [5, 6] as const;
export const AFTER = [7, 8] as const;

export const HOMES = 17;
const FILE = fileURLToPath(
  new URL('../../../../data/citylearn-2022-17homes/afternoons_wh.csv', import.meta.url),
);

const nets = readFileSync(FILE, 'utf8')
  .trimEnd()
  .split('\n')
  .slice(1)
  .map((line) => line.split(',').slice(1).map(Number));

export const DAYS = nets.length / HOURS;

const reading = (net: number): Reading => ({ imported: Math.max(net, 0), exported: Math.max(-net, 0) });

/** By home and day: the hours' readings. */
const readings: readonly (readonly (readonly Reading[])[])[] = Array.from({ length: HOMES }, (_, home) =>
  Array.from({ length: DAYS }, (__, day) =>
    Array.from({ length: HOURS }, (___, hour) => reading(nets[day * HOURS + hour]![home]!)),
  ),
);

export function readingsOf(home: number, day: number): readonly Reading[] {
  return readings[home]![day]!;
}

export const netOf = ({ imported, exported }: Reading) => imported - exported;

/** A reading of `wh` more. */
export function plus(own: Reading, wh: number): Reading {
  return reading(netOf(own) + wh);
}

/** Day 0 is a Monday. */
export const isWorking = (day: number) => day % 7 < 5;
