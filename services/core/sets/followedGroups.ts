/**
 * Groups as an aggregator follows them: members in the order of the folds, and what both roles have opened. Modules put
 * groups and join members. docs/protocol/core/groups.md.
 */
import { bytesToHex } from '@noble/hashes/utils.js';
import { mod } from '@veilgrid/protocol/core/crypto/field';
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import { aggregatorOf, type MaskSumBody } from '@veilgrid/protocol/core/groups/maskSum';
import type { SetMember } from '@veilgrid/protocol/core/groups/setDigest';
import { jointSetOf, mergedSetOf, type Size, sizeBy } from '@veilgrid/protocol/core/groups/sets';
import { COUNT_ALONE, countWord, openCountLanes } from '@veilgrid/protocol/core/groups/words';
import { fold } from '@veilgrid/protocol/core/lists';
import { STATUS_METER } from '@veilgrid/protocol/core/readings';
import { bigint, count, element, hash } from '@veilgrid/protocol/core/wire';
import { fail } from '@veilgrid/protocol/errors';
import type { Params } from '@veilgrid/protocol/params';
import { z } from 'zod';
import { impossible } from '../follower/watch.js';
import { followedPointFields, noPoints } from './followedPoints.js';
import { type FollowedChain, followedRules } from './followedRules.js';

/** `setDigest` in hex of what one role has opened: first (`count`, whatever else that is), and after it. */
const Signed = z.object({ count: hash.optional(), words: hash.optional() });
export type Signed = z.output<typeof Signed>;

/** What one role has opened of a group, as it signed it. */
const Opened = Signed.extend({
  countSum: element.optional(),
  /** Its proofs up to the count: batches gone through, what the next one goes on from. */
  proofs: z.object({ next: count, state: element, fold: element }).optional(),
});

const FollowedGroup = z.object({
  /** Its line in the table. */
  rules: z.string(),
  series: element,
  freezes: bigint,
  /** Of these changes of points its members are pinned to. */
  changes: count,
  /** Who could join. */
  expected: count,
  terms: element.optional(),
  foldA: element,
  foldB: element,
  tagsA: z.array(element),
  tagsB: z.array(element),
  statuses: z.array(count),
  opens: z.array(count),
  /** By member, where its key is an item's. */
  items: z.array(element),
  /** Sum of the masked count words, modulo r. */
  countLane: element,
  /** Members, and counts, whose proofs do not hold. */
  unproven: count,
  opened: z.object({ A: Opened, B: Opened }),
});
export type FollowedGroup = z.output<typeof FollowedGroup>;

export const followedGroupFields = {
  ...followedPointFields,
  /** By the decimal text of their ids, in the order in which they were put; published ones are gone. */
  groups: z.record(z.string(), FollowedGroup),
  /** What was signed of published ones, until an aggregator has held it against what it has written down. */
  published: z.record(z.string(), z.object({ A: Signed, B: Signed })),
};
const Stored = z.object(followedGroupFields);
export type FollowedGroups = z.output<typeof Stored>;

export const noGroups = (): FollowedGroups => ({ ...noPoints(), groups: {}, published: {} });

/** @throws ProtocolError AUCTION_UNKNOWN */
export function followedGroup({ groups }: FollowedGroups, id: bigint): FollowedGroup {
  const group = groups[String(id)];
  if (!group) throw fail('AUCTION_UNKNOWN', { field: 'auctionId' });
  return group;
}

type NewGroup = Pick<FollowedGroup, 'rules' | 'series' | 'freezes' | 'changes'>;

export function followGroup({ groups }: FollowedGroups, id: bigint, group: NewGroup): void {
  if (groups[String(id)]) throw impossible('a group put twice');
  groups[String(id)] = {
    ...group,
    expected: 0,
    foldA: id,
    foldB: id,
    tagsA: [],
    tagsB: [],
    statuses: [],
    opens: [],
    items: [],
    countLane: 0n,
    unproven: 0,
    opened: { A: {}, B: {} },
  };
}

interface Joining {
  readonly tagA: bigint;
  readonly tagB: bigint;
  readonly status: number;
  readonly open: number;
  readonly lanes: readonly bigint[];
  readonly item?: bigint;
}

export function followMember(hasher: Hasher, group: FollowedGroup, member: Joining): void {
  group.foldA = fold(hasher, group.foldA, member.tagA);
  group.foldB = fold(hasher, group.foldB, member.tagB);
  group.tagsA.push(member.tagA);
  group.tagsB.push(member.tagB);
  group.statuses.push(member.status);
  group.opens.push(member.open);
  if (member.item !== undefined) group.items.push(member.item);
  group.countLane = mod(group.countLane + member.lanes.at(-1)!);
}

/** How many of the members only their own meter read, and how many of these hide nobody. */
export function standingOf({ statuses, opens }: FollowedGroup) {
  const counted = statuses.map((status) => status === STATUS_METER);
  return {
    status0: counted.filter((yes) => yes).length,
    open: opens.filter((open, i) => open === 1 && counted[i]).length,
  };
}

/** Lanes of the count word, once both roles have opened it. @throws ProtocolError LANES_INVALID */
export function countsOf(params: Params, group: FollowedGroup): readonly number[] | undefined {
  const word = countWordOf([group], group);
  if (word === undefined) return undefined;
  const lanes = openCountLanes(params, word, group.tagsA.length);
  if (!lanes) throw fail('LANES_INVALID', { field: `lanes.${countWord(params)}` });
  return lanes;
}

/** The sum of a set's count words, once both roles have opened it. */
export function countWordOf(set: readonly FollowedGroup[], host: FollowedGroup): bigint | undefined {
  const { A, B } = host.opened;
  if (A.countSum === undefined || B.countSum === undefined) return undefined;
  return mod(set.reduce((sum, { countLane }) => sum + countLane, 0n) - A.countSum - B.countSum);
}

export function followedSize(chain: FollowedChain, book: FollowedGroups, id: bigint, time: bigint): Size {
  const group = followedGroup(book, id);
  const { opens: may, counted } = followedRules(chain, group);
  const opens = may([group]);
  if (!counted) return opens ? 'large' : 'small';
  const lanes = countsOf(chain.params, group);
  const over = group.freezes + BigInt(chain.windows.late);
  return sizeBy({ over, opens, counted: lanes && counted(chain, book, id, lanes) }, time);
}

/** The set that a group is opened in, host last; empty while it is not known. */
export function followedSet(chain: FollowedChain, book: FollowedGroups, id: bigint, time: bigint): bigint[] {
  const own = followedGroup(book, id);
  const { merging, most, opens } = followedRules(chain, own);
  if (merging === 'none') {
    const size = own.freezes <= time ? followedSize(chain, book, id, time) : 'unknown';
    return size === 'large' || size === 'alone' ? [id] : [];
  }
  const frozen = Object.entries(book.groups)
    .filter(
      ([, { rules, series, freezes }]) => rules === own.rules && series === own.series && freezes <= time,
    )
    // Stable: equal ends stay in the order of opening.
    .sort(([, a], [, b]) => Number(a.freezes - b.freezes))
    .map(([text, group]) => ({ id: BigInt(text), members: group.tagsA.length }));
  if (merging === 'together')
    return jointSetOf(frozen, id, most, (ids) => opens(ids.map((each) => followedGroup(book, each))));
  const sized = frozen.map((group) => ({ ...group, size: followedSize(chain, book, group.id, time) }));
  return mergedSetOf(sized, id, most);
}

export function followMaskSum(
  chain: FollowedChain,
  book: FollowedGroups,
  body: MaskSumBody,
  time: bigint,
): void {
  const group = book.groups[String(body.auctionId)];
  if (!group) return;
  const role = aggregatorOf(body.aggregator);
  if (!role) throw impossible('a mask sum of nobody');
  if ((body.both | body.net | body.money | body.count) === 0) return;
  const { counted, first = COUNT_ALONE } = followedRules(chain, group);
  const isFirst = body.money === first.money && body.count === first.count;
  const set = isFirst && counted ? [body.auctionId] : followedSet(chain, book, body.auctionId, time);
  if (body.count === 1 && set.length > 0)
    followedGroup(book, set.at(-1)!).opened[role].countSum ??= body.sum.at(-1)!;
  for (const id of set)
    followedGroup(book, id).opened[role][isFirst ? 'count' : 'words'] ??= bytesToHex(body.set);
}

/**
 * Takes the set of a group out of the book. What a validator calls published, though both roles have not opened it,
 * would have their keys deleted. A module of which more may open after a publication calls this later.
 * @returns its groups
 */
export function followPublication(
  chain: FollowedChain,
  book: FollowedGroups,
  id: bigint,
  time: bigint,
): bigint[] {
  const set = followedSet(chain, book, id, time);
  if (set.length === 0) throw impossible('a publication of no set');
  const due = followedRules(chain, followedGroup(book, id)).counted ? 'words' : 'count';
  for (const each of set) {
    const { A, B } = followedGroup(book, each).opened;
    if (A[due] === undefined || B[due] === undefined) throw impossible('a publication of what is not open');
    book.published[String(each)] = { A: signedOf(A), B: signedOf(B) };
    delete book.groups[String(each)];
  }
  return set;
}

const signedOf = ({ count: counted, words }: Signed): Signed => ({ count: counted, words });

/** A group as A and B sign it. */
export function setMemberOf(book: FollowedGroups, id: bigint): SetMember {
  const group = followedGroup(book, id);
  const { terms = 0n, foldA, foldB, tagsA } = group;
  return { groupId: id, terms, count: tagsA.length, ...standingOf(group), foldA, foldB };
}
