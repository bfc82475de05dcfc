/** What the market's rules publish of a series, or what they would without one of them. */
import { mergedSetOf, sizeOf } from '@veilgrid/protocol/core/groups/sets';
import { type Counts, countsOf, isLarge, type Shown, wordsOf } from '@veilgrid/protocol/core/groups/words';
import type { AuctionDay } from './asked.js';
import { PARAMS, PER_WORD, type Settled } from './homes.js';
import { EXPORTS, IMPORTS, NET, type Row, rowOf } from './rows.js';
import type { Rule } from './rules.js';

/** Days that open together, the one that decides last. */
export interface PublishedSet {
  readonly days: readonly AuctionDay[];
  readonly host: AuctionDay;
  readonly counts: Counts;
  /** Of the host. */
  readonly open: number;
  readonly shown: Shown;
}

export interface Counted {
  readonly counts: Counts;
  readonly status0: number;
  readonly open: number;
}

const LATEST = 1n << 60n;

/** @param calledOver words of which a half hour was called over the auction */
export function setsOf(
  series: readonly AuctionDay[],
  calledOver: (auction: AuctionDay) => number,
  dropped: Rule | undefined,
): PublishedSet[] {
  return daysOf(series, dropped).map((days) => {
    const host = days.at(-1)!;
    const decides = dropped === 'the large one decides' ? days : [host];
    const { counts, open } = countedOf(
      decides.flatMap(({ settled }) => settled),
      dropped,
    );
    const called = dropped === 'a called word gives the net' ? 0 : calledOver(host);
    return { days, host, counts, open, shown: wordsOf(PARAMS, counts, open, called) };
  });
}

/** What members bring to the counts, and how many of them show `open`. */
export function countedOf(members: readonly Settled[], dropped: Rule | undefined): Counted {
  const counted = members.filter(
    ({ status }) => status === 0 || dropped === 'who the DSO reads does not count',
  );
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
function daysOf(series: readonly AuctionDay[], dropped: Rule | undefined): AuctionDay[][] {
  if (dropped === 'the large one decides') return jointly(series);
  const sized = series.map(({ id, settled }) => {
    const size = sizeOf({ over: 0n, ...countedOf(settled, dropped) }, LATEST);
    return { id, members: settled.length, size };
  });
  const large = sized.filter(({ size }) => size === 'large');
  return large.map(({ id }) => mergedSetOf(sized, id).map((each) => series.find((day) => day.id === each)!));
}

/** As many days as together have ten. */
function jointly(series: readonly AuctionDay[]): AuctionDay[][] {
  const sets: AuctionDay[][] = [];
  let waiting: AuctionDay[] = [];
  for (const day of series) {
    waiting.push(day);
    const { counts, open } = countedOf(
      waiting.flatMap(({ settled }) => settled),
      undefined,
    );
    if (!isLarge(counts, open)) continue;
    sets.push(waiting);
    waiting = [];
  }
  return sets;
}

export function setRows(set: PublishedSet, k: number, dropped: Rule | undefined): Row[] {
  const apart = dropped === 'a merged set stays whole' && set.days.length > 1;
  return [set.days, ...(apart ? [[set.host]] : [])].flatMap((days) => sums(set, days, k, dropped));
}

function sums(
  { shown, counts, open }: PublishedSet,
  days: readonly AuctionDay[],
  k: number,
  dropped: Rule | undefined,
): Row[] {
  const cells = days.flatMap(({ settled }) => settled.map((of) => of.cells[k]!));
  const w = Math.floor(k / PER_WORD);
  if ((shown.both >> w) & 1) return [rowOf(cells, IMPORTS), rowOf(cells, EXPORTS)];
  if (dropped !== 'a thin side gives the net') return [rowOf(cells, NET)];
  const enough = (count: number) => count - open >= 10;
  return [
    ...(enough(counts.imports[w >> 1]!) ? [rowOf(cells, IMPORTS)] : []),
    ...(enough(counts.exports[w]!) ? [rowOf(cells, EXPORTS)] : []),
  ];
}
