/**
 * What of the market's days decides which half hours of a need are shown beside them: who settled, and what was opened
 * of them alone. docs/protocol/core/parts.md.
 */
import type { PartedSet } from '@veilgrid/protocol/core/groups/parts';
import { countsFrom } from '@veilgrid/protocol/core/groups/words';
import { STATUS_METER } from '@veilgrid/protocol/core/readings';
import { bigint, count, element } from '@veilgrid/protocol/core/wire';
import type { Params } from '@veilgrid/protocol/params';
import { z } from 'zod';
import { type FollowedGroups, followedGroup } from '../../core/sets/followedGroups.js';
import { countsOf, followedSet } from '../../core/sets/followedOpenings.js';
import { type FollowedChain, followedRules } from '../../core/sets/followedRules.js';
import type { FollowedAreas } from './areas.js';

const SettledDay = z.object({
  members: count,
  /** Whose reading the DSO signed. */
  status1: count,
  /** Of the others, those that show `open`. */
  open: count,
  /** Once both roles have opened its words. */
  set: z
    .object({ host: element, alone: z.boolean(), lanes: z.array(count), both: count, net: count })
    .optional(),
  publishedAt: bigint.optional(),
});
export type SettledDay = z.output<typeof SettledDay>;

export const settledDayFields = {
  /** By the decimal text of their auctions' ids. */
  settledDays: z.record(z.string(), SettledDay),
};
const Stored = z.object(settledDayFields);
export type SettledDays = z.output<typeof Stored>;

/** After the auction's times were entered: what is no longer kept of them is not kept here. */
export function followDayOpened({ settledDays, auctionDays }: SettledDays & FollowedAreas, id: bigint): void {
  for (const old of Object.keys(settledDays)) if (!auctionDays[old]) delete settledDays[old];
  settledDays[String(id)] = { members: 0, status1: 0, open: 0 };
}

export function followSettled(
  { settledDays }: SettledDays,
  { auctionId, status, open }: { readonly auctionId: bigint; readonly status: number; readonly open: number },
): void {
  const day = settledDays[String(auctionId)];
  if (!day) return;
  day.members += 1;
  if (status !== STATUS_METER) day.status1 += 1;
  else if (open === 1) day.open += 1;
}

/** What no longer changes once both roles have opened a set's words: before its publication takes it out of the book. */
export function followDayOpening(
  chain: FollowedChain,
  book: SettledDays & FollowedGroups,
  id: bigint,
  time: bigint,
): void {
  const group = book.groups[String(id)];
  if (!group?.opened.A.words || !group.opened.B.words || !book.settledDays[String(id)]) return;
  const set = followedSet(chain, book, id, time);
  const host = followedGroup(book, set.at(-1)!);
  const lanes = countsOf(chain.params, host);
  const shown = followedRules(chain, host).rest?.(chain, book, set, time);
  if (!lanes || !shown || set.some((each) => followedGroup(book, each).unproven > 0)) return;
  const { both, net } = shown;
  for (const each of set) {
    const day = book.settledDays[String(each)];
    if (day) day.set = { host: set.at(-1)!, alone: set.length === 1, lanes: [...lanes], both, net };
  }
}

export function followDayPublished({ settledDays }: SettledDays, id: bigint, time: bigint): void {
  const host = settledDays[String(id)]?.set?.host;
  for (const day of Object.values(settledDays)) if (host && day.set?.host === host) day.publishedAt = time;
}

/** As the plan takes it; undefined where it has no parts, or not yet. */
export function partedSetOf(params: Params, { set, publishedAt, members, status1, open }: SettledDay) {
  if (!set?.alone || publishedAt === undefined) return undefined;
  const { lanes, both, net } = set;
  const counts = countsFrom(params, lanes);
  return { members, status1, known: open, counts, shown: { both, net } } satisfies PartedSet;
}
