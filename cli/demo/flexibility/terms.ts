/** What the DSO asks for: two falling steps of an afternoon, of which it calls two half hours. */
import type { NeedTerms } from '@veilgrid/protocol/flexibility/need';
import { SECONDS_PER_DAY } from '@veilgrid/protocol/params';
import { HOUR } from '../market/day.js';
import { ZONE } from '../town/household.js';

export const PLACE = 70;
export const AREA = { areaId: 5, places: [PLACE], zones: [ZONE] };
/** Wh a half hour and step. */
const STEP = 6_000;
export const MAX_QTY = 500;
/** 0.01 currency/MWh, and what a level is. */
const [FLOOR, TICK] = [0, 100];
/** Price levels of the steps. */
export const LEVELS = [45, 30];
const LABELS = ['feeder', 'substation'];

/** Hours from the beginning of the need's day. */
export const NEED_TIMES = {
  gate: -8,
  release: -7,
  close: -6,
  call: -1,
  deliverFrom: 48,
  deliverEnd: 50,
  publish: 51,
  late: 52,
};
const CALL_LEAD = 1_800;

/** Half hours that are asked for, those that are called, and the one that it would call too late. */
export interface Buying {
  readonly window: readonly number[];
  readonly called: readonly number[];
  readonly late: number;
}

/** 17:00 to 19:00; of a day of few periods, all but the first, and the last two called. */
export function buyingOf(K: number): Buying {
  const window = K === 48 ? [34, 35, 36, 37] : Array.from({ length: K - 1 }, (_, k) => k + 1);
  return { window, called: window.slice(-2), late: window[0]! };
}

/** Seconds of a day at which its period begins. */
export const secondsOf = (K: number, k: number) => Math.floor((SECONDS_PER_DAY * k) / K);

export function needTerms(K: number, day: number, levels: readonly number[] = LEVELS): NeedTerms {
  const { window } = buyingOf(K);
  const inWindow = (value: number) => Array.from({ length: K }, (_, k) => (window.includes(k) ? value : 0));
  const time = (hours: number) => BigInt(day * SECONDS_PER_DAY + hours * HOUR);
  const { gate, release, close, deliverFrom, deliverEnd, publish } = NEED_TIMES;
  return {
    areaId: AREA.areaId,
    day,
    gate: time(gate),
    release: time(release),
    close: time(close),
    deliverFrom: time(deliverFrom),
    deliverEnd: time(deliverEnd),
    publish: time(publish),
    callLead: CALL_LEAD,
    window: window.reduce((bits, k) => bits | (1n << BigInt(k)), 0n),
    up: 0n,
    steps: levels.map((level, s) => ({
      qty: inWindow(STEP),
      level: inWindow(level),
      label: new TextEncoder().encode(LABELS[s]!.padEnd(16)),
    })),
    auctioned: 0,
    other: inWindow(600),
    rebound: inWindow(400),
    comp: inWindow(1_500),
    maxQty: MAX_QTY,
    floor: FLOOR,
    tick: TICK,
    percent: 25,
    refs: [],
    // 0.25 and 1.00.
    tiers: [25_000_000n, 100_000_000n],
  };
}
