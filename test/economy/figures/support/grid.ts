/** Assets above the zones, who hangs there off the ledger, and in which order their days are posted. */
import type { Random } from '../../support/random.js';
import type { Home } from './homes.js';

/** A meter's day, or the total of so many of those who did not settle. */
export interface Posting {
  readonly kind: 'meter' | 'others';
  readonly asset: number;
  /** Of a total, how many it leaves out. */
  readonly without: number;
}

export interface GridCustomer extends Home {
  readonly asset: number;
  /** On the ledger, in the zone of this number. */
  readonly zone: number | undefined;
  /** Uses something, on a day on which it does not settle. */
  readonly active: boolean;
}

export interface Grid {
  /** By asset; 0: none. */
  readonly parents: ReadonlyMap<number, number>;
  readonly customers: readonly GridCustomer[];
  readonly postings: ReadonlyMap<number, readonly Posting[]>;
}

const [SUPPLY, FEEDER, ZONE] = [1, 2, 10];

/** The asset in which a zone hangs. */
export const assetOf = (zone: number) => ZONE + zone;

export function randomGrid(
  random: Random,
  zones: readonly (readonly Home[])[],
  days: readonly number[],
): Grid {
  const parents = new Map([
    [SUPPLY, 0],
    [FEEDER, SUPPLY],
    ...zones.map((_, zone): [number, number] => [assetOf(zone), random.pick([SUPPLY, FEEDER])]),
  ]);
  const assets = [...parents.keys()];
  const idle = random.pick([0, 0, 0.3]);
  const off = assets.flatMap((asset) =>
    Array.from({ length: random.pick([0, 3, 12, random.int(1, 30)]) }, (_, i) => ({
      home: `off ${asset}/${i}`,
      roof: random.chance(0.2),
      battery: false,
      open: false,
      asset,
      zone: undefined,
      active: !random.chance(idle),
    })),
  );
  const on = zones.flatMap((homes, zone) =>
    homes.map((home) => ({ ...home, asset: assetOf(zone), zone, active: !random.chance(idle) })),
  );
  return {
    parents,
    customers: [...on, ...off],
    postings: new Map(days.map((day) => [day, randomPostings(random, assets)])),
  };
}

function randomPostings(random: Random, assets: readonly number[]): Posting[] {
  const meters = random.shuffled(assets).map((asset) => ({ kind: 'meter' as const, asset, without: 0 }));
  const totals = random
    .shuffled(assets)
    .slice(0, 2)
    .map((asset) => {
      return { kind: 'others' as const, asset, without: random.pick([0, 0, 10, random.int(1, 12)]) };
    });
  return random.shuffled([...meters.slice(0, random.int(2, meters.length)), ...totals]);
}
