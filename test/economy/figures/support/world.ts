/** Zones whose homes settle day after day: few or many export, some are listed, open, away, silent or called. */
import { paramsOf } from '@veilgrid/protocol/params';
import type { Random } from '../../support/random.js';

/** Two words a side, the last one short. */
export const PARAMS = paramsOf('medium');
const NOON = 6;
const SHARES = [0, 0.05, 0.3] as const;

/** One home's settled day. */
export interface Settled {
  readonly home: number;
  readonly status: 0 | 1;
  readonly open: boolean;
  /** Wh by half hour. */
  readonly imported: readonly number[];
  readonly exported: readonly number[];
}

export interface Day {
  readonly id: bigint;
  readonly settled: readonly Settled[];
  /** Everybody of the zone settled: a meter of its feeder reads the same. */
  readonly complete: boolean;
  /** Bit w: a half hour of word w was called over the zone. */
  readonly called: number;
  /** Whose answers to the calls are summed, and shown beside. */
  readonly answered: readonly Settled[];
}

/** A zone's days under one tariff, in the order in which they freeze. */
export type Zone = readonly Day[];

interface Home {
  readonly home: number;
  readonly roof: boolean;
  readonly battery: boolean;
  readonly open: boolean;
}

export function randomWorld(random: Random): readonly Zone[] {
  return [randomZone(random), randomZone(random)];
}

function randomZone(random: Random): Zone {
  const roofs = random.pick([0, 0.15, 0.4, 0.8, 1]);
  const [batteries, open] = [random.pick([0, 0.5, 1]), random.pick(SHARES)];
  const homes = Array.from({ length: random.int(8, 48) }, (_, home): Home => {
    const roof = random.chance(roofs);
    return { home, roof, battery: roof && random.chance(batteries), open: random.chance(open) };
  });
  const [away, listed] = [random.pick(SHARES), random.pick(SHARES)];
  return Array.from({ length: random.int(2, 4) }, (_, i) => {
    const settles = random.pick([1, 1, 0.9, 0.3]);
    const settled = homes
      .filter(() => random.chance(settles))
      .map((home): Settled => {
        const status = random.chance(listed) ? 1 : 0;
        return { home: home.home, open: home.open, status, ...readings(random, home, random.chance(away)) };
      });
    const called = random.chance(0.7) ? random.int(1, 3) : 0;
    const answered = called === 0 ? [] : answering(random, homes, settled);
    return { id: BigInt(i + 1), settled, complete: settled.length === homes.length, called, answered };
  });
}

function readings(random: Random, { roof, battery }: Home, away: boolean) {
  const periods = Array.from({ length: PARAMS.K }, (_, k) => k);
  if (away) return { imported: periods.map(() => 0), exported: periods.map(() => 0) };
  // Most roofs carry the whole noon, and clouds break some words in the middle.
  const [covers, cloud] = [random.chance(0.8), random.chance(0.2) ? random.int(NOON, PARAMS.K - 1) : -1];
  return {
    imported: periods.map((k) => (roof && covers && k >= NOON ? 0 : random.int(1, 900))),
    exported: periods.map((k) => ((k >= NOON ? roof : battery) && k !== cloud ? random.int(1, 900) : 0)),
  };
}

/** Mostly all with a roof: they have what can be called. */
function answering(random: Random, homes: readonly Home[], settled: readonly Settled[]): Settled[] {
  const able = settled.filter(({ status, open }) => status === 0 && !open).filter(isActive);
  if (random.chance(0.7)) return able.filter(({ home }) => homes[home]!.roof);
  return random.shuffled(able).slice(0, random.int(10, 20));
}

/** Some energy in every word. */
export function isActive(settled: Settled): boolean {
  return Array.from({ length: PARAMS.sideWords }, (_, w) => w).every((w) => isActiveIn(settled, w));
}

export function isActiveIn({ imported, exported }: Settled, word: number): boolean {
  const of = (side: readonly number[]) => side.slice(6 * word, 6 * word + 6);
  return [...of(imported), ...of(exported)].some((x) => x > 0);
}
