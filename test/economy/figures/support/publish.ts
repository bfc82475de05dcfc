/** Everything that is published of a world, in blocks that share no unknown. */
import type { AuctionDay } from './asked.js';
import { PER_WORD, PERIODS } from './homes.js';
import { postedOn, postedRows, unsettledCells } from './meters.js';
import { needRows, type Parted, partedOf, partRows, peakBlocks } from './parts.js';
import type { Block } from './rows.js';
import type { Rule } from './rules.js';
import { type PublishedSet, setRows, setsOf } from './sets.js';
import { correctionRows, otherBlocks } from './sums.js';
import { DAYS, type World } from './world.js';

export interface Published {
  readonly sets: readonly PublishedSet[];
  readonly parted: readonly Parted[];
  /** Meters' days and totals of others. */
  readonly posted: number;
  readonly blocks: readonly Block[];
}

/** @param dropped the rule that is not kept */
export function publish(world: World, dropped?: Rule): Published {
  const { series, needs, grid, others } = world;
  const over = (auction: AuctionDay) => needs.filter(({ deliveries }) => deliveries.has(auction));
  const called = (auction: AuctionDay) =>
    over(auction).reduce((bits, need) => bits | wordsOf(need.called), 0);
  const sets = series.flatMap((days) => setsOf(days, called, dropped));
  const parted = sets.map((set) => partedOf(set, over(set.host), dropped));
  const days = DAYS.map((day) => {
    const posted = postedOn(grid, day, sets, auctionsOn(series, day), dropped);
    return { posted, cells: PERIODS.map(() => unsettledCells(posted)) };
  });
  const energy = PERIODS.map((k) => [
    ...sets.flatMap((set) => setRows(set, k, dropped)),
    ...parted.flatMap((of) => partRows(of, k, dropped)),
    ...needs.flatMap((need) => needRows(need, parted, k)),
    ...days.flatMap(({ posted, cells }) => postedRows(posted, k, cells[k]!, dropped)),
  ]);
  const estimates = sets.flatMap((set) => set.days.flatMap(({ asked }) => asked.estimates));
  const corrected = [...parted.flatMap((of) => of.corrected), ...estimates];
  return {
    sets,
    parted,
    posted: days.reduce((sum, { posted }) => sum + posted.length, 0),
    blocks: [
      ...energy,
      ...parted.flatMap((of) => peakBlocks(of, dropped)),
      correctionRows(corrected, dropped),
      ...otherBlocks(others, dropped),
    ],
  };
}

/** How many auctions each zone has. */
function auctionsOn(series: World['series'], day: number): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const auction of series.flat()) {
    if (auction.day === day) counts.set(auction.zone, (counts.get(auction.zone) ?? 0) + 1);
  }
  return counts;
}

function wordsOf(halfHours: bigint): number {
  const bits = PERIODS.filter((k) => ((halfHours >> BigInt(k)) & 1n) === 1n);
  return bits.reduce((words, k) => words | (1 << Math.floor(k / PER_WORD)), 0);
}
