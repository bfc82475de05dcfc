/**
 * Random trees of assets with every customer by name: what is posted is a set of them, and what adding and subtracting
 * gives is looked for without the rule's counting.
 */
import {
  type Asset,
  type MeasuredDay,
  measureReveals,
  othersReveal,
  type ZoneDay,
} from '@veilgrid/protocol/core/measures/nestedRule';
import { Random } from '../../support/random.js';

/** Which rule posts: the real one, or one that asks of each asset alone how many of it did not settle. */
type Posting = 'own parts' | 'whole assets';

interface Customer {
  readonly asset: number;
  readonly settled: boolean;
  readonly open: boolean;
}

interface Tree {
  readonly parents: ReadonlyMap<number, number>;
  readonly customers: readonly Customer[];
}

export interface Searched {
  posted: number;
  refused: number;
  /** Seeds of trees in which one to nine customers are shown. */
  readonly shown: number[];
}

export function searchTrees(from: number, trees: number, rule: Posting): Searched {
  const searched: Searched = { posted: 0, refused: 0, shown: [] };
  for (let seed = from; seed < from + trees; seed++) {
    const random = new Random(seed);
    const tree = randomTree(random);
    if (fewestShown(post(random, tree, rule, searched)) < 10) searched.shown.push(seed);
  }
  return searched;
}

function randomTree(random: Random): Tree {
  const parents = new Map([[1, 0]]);
  const assets = random.int(1, 7);
  for (let id = 2; id <= assets; id++) parents.set(id, random.int(1, id - 1));
  const open = random.pick([0, 0, 0.05]);
  const customers = [...parents.keys()].flatMap((asset) => {
    const settles = random.pick([0, 0.5, 0.9, 1]);
    const here = Array.from({ length: random.pick([0, 3, 11, random.int(1, 40)]) }, () => ({
      asset,
      settled: random.chance(settles),
      open: random.chance(open),
    }));
    // A set that is not large is not published, and its customers are not known by it.
    const hidden = here.filter((of) => of.settled && !of.open).length;
    return hidden >= 10 ? here : here.map((of) => ({ ...of, settled: false }));
  });
  return { parents, customers };
}

/** Every row that is published: sets, then what the rule lets through. */
function post(random: Random, tree: Tree, rule: Posting, searched: Searched): ReadonlySet<Customer>[] {
  const { parents, customers } = tree;
  let day = dayOf(tree);
  const rows = [...parents.keys()].map(
    (id) => new Set(customers.filter((of) => of.settled && of.asset === id)),
  );
  const totalled = new Set<Customer>();
  /** Whether nothing of `stops` lies between, from a customer's own asset up. */
  const isBelow = (id: number, asset: number, stops: ReadonlySet<number>): boolean =>
    id === asset || (id !== 0 && !stops.has(id) && isBelow(parents.get(id)!, asset, stops));
  for (const asset of random.shuffled([...parents.keys(), ...parents.keys()])) {
    if (random.chance(0.7) && !day.measured.has(asset)) {
      const whole = customers.filter((of) => isBelow(of.asset, asset, new Set()));
      const unsettled = whole.filter((of) => !of.settled).length;
      const reveals = rule === 'own parts' ? measureReveals(day, asset) : naive(whole.length, unsettled);
      if (count(searched, reveals !== undefined)) continue;
      day = { ...day, measured: new Set([...day.measured, asset]) };
      rows.push(new Set(whole));
    } else if (rule === 'own parts') {
      const apart = customers.filter(
        (of) => isBelow(of.asset, asset, day.measured) && !of.settled && !totalled.has(of),
      );
      const others = random.shuffled(apart).slice(0, random.pick([apart.length, apart.length, 10, 12]));
      const total = { asset, customers: others.length, active: others.length };
      if (others.length === 0 || count(searched, othersReveal(day, total) !== undefined)) continue;
      day = { ...day, others: [...day.others, total] };
      for (const of of others) totalled.add(of);
      rows.push(new Set(others));
    }
  }
  return rows;
}

/** The rule that looks at one asset alone. */
const naive = (customers: number, unsettled: number) =>
  customers < 10 || (unsettled > 0 && unsettled < 10) ? 1 : undefined;

function count(searched: Searched, refused: boolean): boolean {
  refused ? searched.refused++ : searched.posted++;
  return refused;
}

function dayOf({ parents, customers }: Tree): MeasuredDay {
  const ids = [...parents.keys()];
  const assets = new Map<number, Asset>();
  const zones = new Map<number, ZoneDay>();
  const below = (id: number): number =>
    customers.filter((of) => of.asset === id).length +
    ids.filter((child) => parents.get(child) === id).reduce((sum, child) => sum + below(child), 0);
  for (const id of ids) {
    const children = ids.filter((child) => parents.get(child) === id);
    const here = customers.filter((of) => of.asset === id);
    assets.set(id, { parent: parents.get(id)!, children, customers: below(id), zones: [id] });
    zones.set(id, {
      settled: here.filter((of) => of.settled).length,
      points: here.filter((of) => of.settled || of.open).length,
      open: here.filter((of) => of.open).length,
      alone: true,
    });
  }
  return { assets, zones, measured: new Set(), others: [] };
}

/**
 * The fewest customers that are not open in a part that sums of rows give. Any two rows are disjoint or one is in the
 * other: then a row less the largest ones in it is a part, and a combination weighs each part alike.
 */
function fewestShown(rows: readonly ReadonlySet<Customer>[]): number {
  const bySize = rows.filter((row) => row.size > 0).toSorted((a, b) => a.size - b.size);
  const parts = new Map<Customer, number>();
  let fewest = Number.POSITIVE_INFINITY;
  bySize.forEach((row, i) => {
    const own = [...row].filter((of) => !parts.has(of));
    const crosses = bySize.slice(0, i).some((inner) => {
      const shared = [...inner].filter((of) => row.has(of)).length;
      return shared > 0 && shared < inner.size;
    });
    if (crosses) throw new Error('rows that overlap');
    for (const of of own) parts.set(of, i);
    const hiding = own.filter((of) => !of.open).length;
    if (hiding > 0) fewest = Math.min(fewest, hiding);
  });
  return fewest;
}
