/** Zones whose homes settle day after day, what is asked of them, the meters above them, and sums of other things. */
import type { Random } from '../../support/random.js';
import { type AuctionDay, type RandomNeed, randomAsked, randomNeeds } from './asked.js';
import { type Grid, randomGrid } from './grid.js';
import { type Home, randomHomes, SHARES, settledOf } from './homes.js';
import { type Others, randomOthers } from './others.js';

export interface World {
  /** Of one zone and tariff each, its days in the order in which they freeze. */
  readonly series: readonly (readonly AuctionDay[])[];
  readonly needs: readonly RandomNeed[];
  readonly grid: Grid;
  readonly others: Others;
}

export const DAYS = [1, 2] as const;

export function randomWorld(random: Random): World {
  const able = random.chance(0.5);
  const zones = Array.from({ length: random.pick([2, 2, 2, 3]) }, (_, zone) =>
    randomHomes(random, zone, able),
  );
  const series = zones.flatMap((homes, zone) => {
    const tariffs = random.chance(able ? 0 : 0.2) ? 2 : 1;
    const under = (tariff: number) => homes.filter((_, i) => i % tariffs === tariff);
    return Array.from({ length: tariffs }, (_, tariff) =>
      randomSeries(random, under(tariff), { zone, tariff, able }),
    );
  });
  const of = (day: number) => series.flat().filter((auction) => auction.day === day);
  return {
    series,
    needs: DAYS.flatMap((day) => randomNeeds(random, of(day))),
    grid: randomGrid(random, zones, DAYS),
    others: randomOthers(random),
  };
}

function randomSeries(
  random: Random,
  homes: readonly Home[],
  { zone, tariff, able }: { readonly zone: number; readonly tariff: number; readonly able: boolean },
): AuctionDay[] {
  const away = able ? 0 : random.pick(SHARES);
  const listed = able ? random.pick([0, 0, 0.05]) : random.pick(SHARES);
  return DAYS.map((day) => {
    const settles = able ? 1 : random.pick([1, 1, 0.9, 0.3, 0.15]);
    const settled = homes
      .filter(() => random.chance(settles))
      .map((home) => settledOf(random, home, random.chance(listed) ? 1 : 0, random.chance(away)));
    return {
      id: BigInt(100 * (10 * zone + tariff) + day),
      zone,
      day,
      settled,
      asked: randomAsked(random, settled),
    };
  });
}
