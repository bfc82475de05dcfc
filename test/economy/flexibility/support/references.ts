/** How far baselines lie off, with and without what other homes did on the day. docs/protocol/flexibility.md "Baseline". */
import type { Reading } from '@veilgrid/protocol/core/readings';
import { type Factors, plainFactors } from '@veilgrid/protocol/flexibility/baseline';
import { type ReferenceDay, referenceFactors } from '@veilgrid/protocol/flexibility/factors';
import type { Random } from '../../support/random.js';
import { BEFORE, CALLED, HOMES, netOf, readingsOf } from './homes.js';
import { listOf, NEED_DAYS, reliefs } from './lists.js';

/** What a reference shows of its half hours. */
type Shown = 'sides' | 'net';
/** What else a baseline is corrected by: nothing, or the home's own three hours before. */
export type Showing = 'none' | 'ownHours' | Shown;

/** Homes of an area, and others beside it that are the reference. */
export interface Draw {
  readonly area: readonly number[];
  readonly others: readonly number[];
}

export function drawn(random: Random, members: number): Draw {
  const homes = random.shuffled(Array.from({ length: HOMES }, (_, home) => home));
  return { area: homes.slice(0, members), others: homes.slice(members) };
}

const sum = (values: readonly number[]) => values.reduce((total, x) => total + x, 0);

/** The set of some homes' day, as a publication shows it. */
function shown(
  homes: readonly number[],
  day: number,
  hours: readonly number[],
  showing: Shown,
): ReferenceDay {
  const side = (hour: number, of: (reading: Reading) => number) =>
    BigInt(sum(homes.map((home) => of(readingsOf(home, day)[hour]!))));
  const figures = hours.map((hour) =>
    showing === 'net'
      ? { net: side(hour, netOf) }
      : { imported: side(hour, (r) => r.imported), exported: side(hour, (r) => r.exported) },
  );
  return { members: homes.length, figures };
}

function factorsOf(
  others: readonly number[],
  day: number,
  hours: readonly number[],
  showing: Showing,
): Factors {
  if (showing === 'none' || showing === 'ownHours') return plainFactors(hours.length);
  const dayOf = (of: number) => [shown(others, of, hours, showing)];
  return referenceFactors(hours.length, dayOf(day), listOf(day).map(dayOf));
}

export interface Deviation {
  /** Thousandths of the load by which the baselines of all lie off, signed. */
  readonly bias: number;
  /** The same home by home, unsigned. */
  readonly error: number;
}

/** Tenths of all days, those with most of `load` in the area first. */
function tenthOf({ area }: Draw, load: (home: number, day: number) => number): number[] {
  const loads = new Map(NEED_DAYS.map((day) => [day, sum(area.map((home) => load(home, day)))]));
  return [...NEED_DAYS]
    .sort((a, b) => loads.get(b)! - loads.get(a)!)
    .slice(0, Math.floor(NEED_DAYS.length / 10));
}

/** How much more than on the listed days a home used in the hours before, the mean of them. */
function aboveBefore(home: number, day: number): number {
  return -sum(reliefs(home, readingsOf(home, day), listOf(day), BEFORE).map(Number)) / BEFORE.length;
}

/** @param sign −1 where exports are what counts */
export function deviation(
  draws: readonly Draw[],
  showing: Showing,
  { hours = CALLED as readonly number[], sign = 1, all = false } = {},
): Deviation {
  let [off, offEach, whole] = [0, 0, 0];
  for (const draw of draws) {
    const load = (home: number, day: number) =>
      sign * sum(hours.map((hour) => netOf(readingsOf(home, day)[hour]!)));
    for (const day of all ? NEED_DAYS : tenthOf(draw, load)) {
      const factors = factorsOf(draw.others, day, hours, showing);
      const at = (hour: number) => {
        const i = hours.indexOf(hour);
        return { imports: factors.imports[i]!, exports: factors.exports[i]! };
      };
      for (const home of draw.area) {
        const above = showing === 'ownHours' ? aboveBefore(home, day) : 0;
        const x = reliefs(home, readingsOf(home, day), listOf(day), hours, at).map(
          (wh) => Number(wh) + above,
        );
        off += sign * sum(x);
        offEach += sum(x.map(Math.abs));
        whole += load(home, day);
      }
    }
  }
  return { bias: Math.round((1_000 * off) / whole), error: Math.round((1_000 * offEach) / whole) };
}
