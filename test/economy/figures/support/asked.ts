/** What is asked of a settled day: panels, claims, calls, matchings and corrections, mostly near the bounds of the rules. */
import type { Random } from '../../support/random.js';
import { isActive, PARAMS, PER_WORD, PERIODS, type Settled } from './homes.js';
import { amountOf, type Cell } from './rows.js';

const ALL = (1n << BigInt(PARAMS.K)) - 1n;

/** A zone's day under one tariff, and what is asked of it. */
export interface AuctionDay {
  readonly id: bigint;
  readonly zone: number;
  readonly day: number;
  readonly settled: readonly Settled[];
  readonly asked: Asked;
}

export interface RandomPanel {
  readonly id: bigint;
  readonly members: readonly Settled[];
  /** Half hours. */
  readonly imports: bigint;
  readonly exports: bigint;
  /** Each one's highest import, and export. */
  readonly peaks: ReadonlyMap<Settled, readonly [Cell, Cell]>;
}

/** What a lot's roofs claim: all that they export, less than that, or nothing of a half hour. */
export interface RandomLot {
  readonly id: bigint;
  readonly claims: ReadonlyMap<Settled, readonly (Cell | undefined)[]>;
}

export interface Asked {
  readonly panels: readonly RandomPanel[];
  readonly lots: readonly RandomLot[];
  /** Who matches all that it imports. */
  readonly matched: readonly Settled[];
  /** Of status 0, in the order in which they are corrected: before the parts are decided, and after. */
  readonly early: readonly Settled[];
  readonly late: readonly Settled[];
  /** Of status 1. */
  readonly estimates: readonly Settled[];
}

export interface RandomNeed {
  readonly id: bigint;
  /** Half hours. */
  readonly called: bigint;
  /** By auction. What was delivered is the reading less a reference, or as much as was accepted, at most. */
  readonly deliveries: ReadonlyMap<AuctionDay, ReadonlyMap<Settled, readonly Cell[]>>;
}

export function randomAsked(random: Random, settled: readonly Settled[]): Asked {
  const own = settled.filter(({ status }) => status === 0);
  const kinds = random.pick(['panels', 'panels', 'lots', 'lots', 'panels and lots', 'none']);
  const groups = kinds.includes('panels') ? disjoint(random, own, random.int(1, 3)) : [];
  const exporters = own.filter(({ roof }) => roof);
  // Who certifies may be who is in a panel, or nearly so.
  const certify = groups[0] && random.chance(0.5) ? groups[0].filter(({ roof }) => roof) : exporters;
  const lots = kinds.includes('lots') ? disjoint(random, certify, random.int(1, 2)) : [];
  const corrected = random.shuffled(random.chance(0.25) ? own : []);
  const early = random.int(0, 3);
  return {
    panels: groups.map((members, i) => panelOf(random, BigInt(i + 1), members)),
    lots: lots.map((members, i) => lotOf(random, BigInt(i + 11), members)),
    matched: random.chance(0.3) ? some(random, own) : [],
    early: corrected.slice(0, early),
    late: corrected.slice(early),
    estimates: settled.filter(({ status }) => status === 1 && random.chance(0.7)),
  };
}

/** Called needs over areas of one zone or more; nobody delivers to two. */
export function randomNeeds(random: Random, auctions: readonly AuctionDay[]): RandomNeed[] {
  if (random.chance(0.65)) return [];
  const count = random.int(1, 2);
  const zones = [...new Set(auctions.map(({ zone }) => zone))];
  const areas = Array.from({ length: count }, () =>
    random.shuffled(zones).slice(0, random.pick([1, 1, 1, 2])),
  );
  const called = random.pick([ALL & 63n, ALL & ~63n, 1n << 2n, 1n << 8n, ALL]);
  const needs = areas.map((_, i) => ({
    id: BigInt(21 + i),
    called,
    deliveries: new Map<AuctionDay, ReadonlyMap<Settled, readonly Cell[]>>(),
  }));
  for (const auction of auctions) {
    const over = needs.filter((_, i) => areas[i]!.includes(auction.zone));
    const able = auction.settled.filter((of) => of.status === 1 || isActive(of));
    const roofs = able.filter(({ roof }) => roof);
    const panel = able.filter((of) => auction.asked.panels[0]?.members.includes(of));
    const groups = disjoint(random, random.pick([roofs, able, able, panel]), over.length);
    const reaching = random.pick([0, 0, 0.2]);
    over.forEach((need, i) => {
      const delivered = groups[i]!.map((of) => [of, deliveredBy(of, random.chance(reaching))] as const);
      need.deliveries.set(auction, new Map(delivered));
    });
  }
  return needs;
}

/** @param reaches as much as was accepted, in every half hour */
function deliveredBy(settled: Settled, reaches: boolean): Cell[] {
  return PERIODS.map((k) => (reaches ? amountOf(settled) : settled.cells[k]!));
}

function panelOf(random: Random, id: bigint, members: readonly Settled[]): RandomPanel {
  const word = (1n << BigInt(PER_WORD)) - 1n;
  const chosen = random.pick([ALL, ALL, ALL & word, ALL & ~word, 0b1000_0000100n]);
  const peaks = (of: Settled) => {
    const peak = (side: readonly number[]) => ({ ...amountOf(of), imported: side.some((x) => x > 0) });
    return [of, [peak(of.imported), peak(of.exported)]] as const;
  };
  const sides = random.pick(['both', 'both', 'imports', 'imports', 'exports']);
  return {
    id,
    members,
    imports: sides === 'exports' ? 0n : chosen,
    exports: sides === 'imports' ? 0n : chosen,
    peaks: new Map(random.chance(0.4) ? members.map(peaks) : []),
  };
}

function lotOf(random: Random, id: bigint, members: readonly Settled[]): RandomLot {
  const short = random.pick([0, 0, 0.5]);
  const claims = members.map((of) => {
    const less = of.battery && random.chance(short);
    const from = random.chance(0.2) ? random.int(0, PARAMS.K - 1) : 0;
    const claimed = PERIODS.map((k) => {
      if (k < from || of.exported[k] === 0) return undefined;
      return less ? amountOf(of) : of.cells[k]!;
    });
    return [of, claimed] as const;
  });
  return { id, claims: new Map(claims) };
}

function disjoint(random: Random, from: readonly Settled[], count: number): Settled[][] {
  const roofs = from.filter(({ roof }) => roof);
  let left = random.chance(0.3) ? [...roofs, ...from.filter(({ roof }) => !roof)] : random.shuffled(from);
  return Array.from({ length: count }, () => {
    const sizes = [10, 12, 15, left.length / 2, left.length, left.length, left.length - random.int(1, 14)];
    const members = left.slice(0, Math.max(0, Math.ceil(random.pick(sizes))));
    left = left.slice(members.length);
    return members;
  });
}

const some = (random: Random, from: readonly Settled[]) =>
  random.shuffled(from).slice(0, Math.max(0, from.length - random.int(0, 12)));
