/** What the market's rules publish of a zone, or what they would without one of them. */
import { mergedSetOf, sizeOf } from '@veilgrid/protocol/core/groups/sets';
import { type Counts, countsOf, isLarge, wordsOf } from '@veilgrid/protocol/core/groups/words';
import { type Day, isActive, PARAMS, type Settled, type Zone } from './world.js';

export const RULES = [
  'contributors are counted, not members',
  'who the DSO reads does not count',
  'who is open does not count',
  'who is away does not count',
  'the large one decides',
  'a thin side gives the net',
  'a merged set stays whole',
  'a called word gives the net',
] as const;
export type Rule = (typeof RULES)[number];

/** A sum that somebody sees: of every member, so much of what it imported and exported. */
export interface Row {
  readonly members: ReadonlySet<Settled>;
  readonly imports: number;
  readonly exports: number;
}

/** All that is seen of the days that open together. */
export interface PublishedSet {
  readonly days: number;
  /** Bits of words shown on both sides. */
  readonly both: number;
  /** By half hour. */
  readonly energy: readonly (readonly Row[])[];
  /** Sets whose money is shown. */
  readonly money: readonly ReadonlySet<Settled>[];
}

interface Counted {
  readonly counts: Counts;
  readonly status0: number;
  readonly open: number;
}

interface Shown {
  readonly days: readonly Day[];
  readonly decides: Counted;
  readonly called: number;
}

const LATEST = 1n << 60n;
const periods = Array.from({ length: PARAMS.K }, (_, k) => k);
const membersOf = (days: readonly Day[]) => new Set(days.flatMap(({ settled }) => settled));

/** @param dropped the rule that is not kept */
export function publish(zone: Zone, dropped?: Rule): PublishedSet[] {
  return setsOf(zone, dropped).map((days) => {
    const host = days.at(-1)!;
    const decides = countedOf(dropped === 'the large one decides' ? days : [host], dropped);
    const whole: Shown = { days, decides, called: host.called };
    const apart = dropped === 'a merged set stays whole' && days.length > 1;
    const shown = apart ? [whole, { ...whole, days: [host] }] : [whole];
    return {
      days: days.length,
      both: bothOf(whole, dropped),
      energy: periods.map((k) => [
        ...shown.flatMap((of) => sums(of, Math.floor(k / 6), dropped)),
        ...besides(days, decides, Math.floor(k / 6)),
      ]),
      money: shown.map((of) => membersOf(of.days)),
    };
  });
}

function countedOf(days: readonly Day[], dropped: Rule | undefined): Counted {
  const all = days.flatMap(({ settled }) => settled);
  const counted = all.filter(({ status }) => status === 0 || dropped === 'who the DSO reads does not count');
  const own = counted.map(({ imported, exported }) => countsOf(PARAMS, imported, exported, true));
  const sum = (lane: (of: Counts) => number) => own.reduce((total, of) => total + lane(of), 0);
  const lanes = (side: 'exports' | 'imports', length: number) =>
    Array.from({ length }, (_, i) =>
      dropped === 'contributors are counted, not members' ? counted.length : sum((of) => of[side][i]!),
    );
  return {
    counts: {
      exports: lanes('exports', PARAMS.sideWords),
      imports: lanes('imports', Math.ceil(PARAMS.sideWords / 2)),
      active: dropped === 'who is away does not count' ? counted.length : sum((of) => of.active),
    },
    status0: counted.length,
    open: dropped === 'who is open does not count' ? 0 : counted.filter(({ open }) => open).length,
  };
}

/** Days that open together; those that wait are in none. */
function setsOf(zone: Zone, dropped: Rule | undefined): Day[][] {
  if (dropped === 'the large one decides') return jointly(zone);
  const sized = zone.map((day) => {
    const size = sizeOf({ over: 0n, ...countedOf([day], dropped) }, LATEST);
    return { id: day.id, members: day.settled.length, size };
  });
  const large = sized.filter(({ size }) => size === 'large');
  return large.map(({ id }) => mergedSetOf(sized, id).map((each) => zone.find((day) => day.id === each)!));
}

/** As many days as together have ten. */
function jointly(zone: Zone): Day[][] {
  const sets: Day[][] = [];
  let waiting: Day[] = [];
  for (const day of zone) {
    waiting.push(day);
    const { counts, open } = countedOf(waiting, undefined);
    if (!isLarge(counts, open)) continue;
    sets.push(waiting);
    waiting = [];
  }
  return sets;
}

function bothOf({ decides, called }: Shown, dropped: Rule | undefined): number {
  const kept = dropped === 'a called word gives the net' ? 0 : called;
  return wordsOf(PARAMS, decides.counts, decides.open, kept).both;
}

function sums(of: Shown, word: number, dropped: Rule | undefined): Row[] {
  const members = membersOf(of.days);
  const imports = { members, imports: 1, exports: 0 };
  const exports = { members, imports: 0, exports: 1 };
  if ((bothOf(of, dropped) >> word) & 1) return [imports, exports];
  if (dropped !== 'a thin side gives the net') return [{ members, imports: 1, exports: -1 }];
  const { counts, open } = of.decides;
  const enough = (count: number) => count - open >= 10;
  return [
    ...(enough(counts.imports[word >> 1]!) ? [imports] : []),
    ...(enough(counts.exports[word]!) ? [exports] : []),
  ];
}

/** What is not the market's and stands beside it: a feeder's meter, and what ten or more answered to a call. */
function besides(days: readonly Day[], { counts, open }: Counted, word: number): Row[] {
  const [host, ...others] = days.toReversed();
  const { settled, complete, called, answered } = host!;
  const net = { imports: 1, exports: -1 };
  const asked = ((called >> word) & 1) === 1 && answered.length >= 10 && answered.every(isActive);
  return [
    ...(complete && others.length === 0 ? [{ members: new Set(settled), ...net }] : []),
    ...(asked && counts.active - open - answered.length >= 10
      ? [{ members: new Set(answered), ...net }]
      : []),
  ];
}
