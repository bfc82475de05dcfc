/** Homes and their settled days: few or many export, some are listed, open or away, and clouds break some words. */
import { paramsOf } from '@veilgrid/protocol/params';
import type { Random } from '../../support/random.js';
import type { Cell, Owner } from './rows.js';

/** Two words a side, the last one short. */
export const PARAMS = paramsOf('medium');
export const PERIODS = Array.from({ length: PARAMS.K }, (_, k) => k);
export const WORDS = Array.from({ length: PARAMS.sideWords }, (_, w) => w);
export const PER_WORD = 6;
const NOON = 6;
/** Of a zone's homes, for whatever only some are. */
export const SHARES = [0, 0.05, 0.3] as const;

const SIZES = [
  [8, 25],
  [20, 50],
  [45, 75],
] as const;

export interface Home {
  readonly home: string;
  readonly roof: boolean;
  readonly battery: boolean;
  readonly open: boolean;
}

/** One home's settled day. */
export interface Settled extends Owner {
  corrected: boolean;
  readonly status: 0 | 1;
  readonly roof: boolean;
  readonly battery: boolean;
  /** Wh by half hour. */
  readonly imported: readonly number[];
  readonly exported: readonly number[];
  readonly cells: readonly Cell[];
}

/** @param able most have a roof and a battery, and nobody is open: what is asked of them often opens */
export function randomHomes(random: Random, zone: number, able: boolean): Home[] {
  const roofs = random.pick(able ? [0.7, 0.9, 1] : [0, 0.1, 0.15, 0.4, 0.6, 0.8, 1]);
  const batteries = random.pick(able ? [0.7, 1] : [0, 0.5, 1, 1]);
  const open = able ? 0 : random.pick(SHARES);
  const [least, most] = able ? [30, 60] : random.pick(SIZES);
  return Array.from({ length: random.int(least, most) }, (_, i) => {
    const roof = random.chance(roofs);
    return {
      home: `${zone}/${i}`,
      roof,
      battery: roof && random.chance(batteries),
      open: random.chance(open),
    };
  });
}

export function settledOf(random: Random, home: Home, status: 0 | 1, away: boolean): Settled {
  const { imported, exported } = readings(random, home, away);
  const settled = { ...home, status, signed: status === 1, corrected: false, imported, exported };
  const active = WORDS.map((w) => isActiveIn(settled, w));
  const cells = PERIODS.map(
    (k): Cell => ({
      owner: settled,
      imported: imported[k]! > 0,
      exported: exported[k]! > 0,
      active: active[Math.floor(k / PER_WORD)]!,
    }),
  );
  return Object.assign(settled, { cells });
}

function readings(random: Random, { roof, battery }: Home, away: boolean) {
  if (away) return { imported: PERIODS.map(() => 0), exported: PERIODS.map(() => 0) };
  // Some roofs carry the whole noon, and clouds break some words in the middle.
  const [covers, cloud] = [random.chance(0.5), random.chance(0.1) ? random.int(NOON, PARAMS.K - 1) : -1];
  return {
    imported: PERIODS.map((k) => (roof && covers && k >= NOON ? 0 : 1)),
    exported: PERIODS.map((k) => ((k >= NOON ? roof : battery) && k !== cloud ? 1 : 0)),
  };
}

type Readings = Pick<Settled, 'imported' | 'exported'>;

/** Some energy in every word. */
export const isActive = (settled: Readings) => WORDS.every((w) => isActiveIn(settled, w));

export function isActiveIn({ imported, exported }: Readings, word: number): boolean {
  const of = (side: readonly number[]) => side.slice(PER_WORD * word, PER_WORD * (word + 1));
  return [...of(imported), ...of(exported)].some((x) => x > 0);
}
