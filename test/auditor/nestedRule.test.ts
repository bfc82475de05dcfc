/** The nested rule written twice: random trees, with days that do not fit together too, are refused alike. */
import { meterShows, totalShows } from '@veilgrid/client-sdk/auditor/core/nestedRule';
import {
  type Asset,
  type MeasuredDay,
  measureReveals,
  othersReveal,
  type ZoneDay,
} from '@veilgrid/protocol/core/measures/nestedRule';
import { Random } from '../economy/support/random.js';

function randomDay(random: Random): MeasuredDay {
  const count = random.int(1, 6);
  const ids = Array.from({ length: count }, (_, i) => i + 1);
  const parents = new Map(ids.map((id) => [id, id === 1 ? 0 : random.int(1, id - 1)]));
  const few = () => random.pick([0, 0, 9, 10, 11, 20, 30]);
  const assets = ids.map((id): [number, Asset] => [
    id,
    {
      parent: parents.get(id)!,
      children: ids.filter((child) => parents.get(child) === id),
      customers: random.pick([10, 20, 30, 40, 60]),
      zones: random.chance(0.7) ? [100 + id] : [],
    },
  ]);
  const zones = ids.map((id): [number, ZoneDay] => [
    100 + id,
    { settled: few(), points: few(), open: random.pick([0, 0, 1]), alone: random.chance(0.9) },
  ]);
  return {
    assets: new Map(assets),
    zones: new Map(zones.filter(() => random.chance(0.9))),
    measured: new Set(ids.filter(() => random.chance(0.3))),
    others: ids.filter(() => random.chance(0.15)).map((asset) => ({ asset, customers: 10, active: 10 })),
  };
}

test('random trees are refused alike', () => {
  const seen = { meters: 0, totals: 0, refused: 0 };
  for (let seed = 1; seed <= 1_500; seed++) {
    const random = new Random(seed);
    const day = randomDay(random);
    const asset = random.int(1, day.assets.size);
    const total = { asset, customers: random.pick([9, 10, 20]), active: random.int(9, 12) };
    const [meter, others] = [measureReveals(day, asset), othersReveal(day, total)];
    expect([seed, meterShows(day, asset), totalShows(day, total)]).toEqual([seed, meter, others]);
    if (meter === undefined) seen.meters++;
    if (others === undefined) seen.totals++;
    if (meter !== undefined && others !== undefined) seen.refused++;
  }
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(30);
});
