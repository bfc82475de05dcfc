/**
 * Groups as an aggregator follows them: members in the order of the folds, and what both roles have opened. Modules put
 * groups and join members. protocol/core.md "Groups".
 */
import { bytesToHex } from '@noble/hashes/utils.js';
import { mod } from '@veilgrid/protocol/core/crypto/field';
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import { aggregatorOf, type MaskSumBody } from '@veilgrid/protocol/core/groups/maskSum';
import type { SetMember } from '@veilgrid/protocol/core/groups/setDigest';
import { mergedSetOf, type Size, sizeOf } from '@veilgrid/protocol/core/groups/sets';
import { type Counts, countWord, openCounts } from '@veilgrid/protocol/core/groups/words';
import { fold } from '@veilgrid/protocol/core/lists';
import { STATUS_METER } from '@veilgrid/protocol/core/readings';
import { bigint, count, element, hash } from '@veilgrid/protocol/core/wire';
import { fail } from '@veilgrid/protocol/errors';
import type { Params } from '@veilgrid/protocol/params';
import { z } from 'zod';
import { impossible } from '../follower/watch.js';
import { followedPointFields, noPoints } from './followedPoints.js';

/** `setDigest` in hex of what one role has opened. */
const Signed = z.object({ count: hash.optional(), words: hash.optional() });
export type Signed = z.output<typeof Signed>;

/** What one role has opened of a group, as it signed it. */
const Opened = Signed.extend({
  countSum: element.optional(),
  /** Its proofs up to the count: batches gone through, what the next one goes on from. */
  proofs: z.object({ next: count, state: element, fold: element }).optional(),
});

const FollowedGroup = z.object({
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

type NewGroup = Pick<FollowedGroup, 'series' | 'freezes' | 'changes'>;

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
}

export function followMember(hasher: Hasher, group: FollowedGroup, member: Joining): void {
  group.foldA = fold(hasher, group.foldA, member.tagA);
  group.foldB = fold(hasher, group.foldB, member.tagB);
  group.tagsA.push(member.tagA);
  group.tagsB.push(member.tagB);
  group.statuses.push(member.status);
  group.opens.push(member.open);
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

/** Once both roles have opened them. @throws ProtocolError LANES_INVALID */
export function countsOf(params: Params, group: FollowedGroup): Counts | undefined {
  const { A, B } = group.opened;
  if (A.countSum === undefined || B.countSum === undefined) return undefined;
  const counts = openCounts(params, mod(group.countLane - A.countSum - B.countSum), group.tagsA.length);
  if (!counts) throw fail('LANES_INVALID', { field: `lanes.${countWord(params)}` });
  return counts;
}

/** What of a genesis decides how long a count may be missing, and how counts are packed. */
type Chain = Pick<Genesis, 'params' | 'windows'>;

export function followedSize({ params, windows }: Chain, group: FollowedGroup, time: bigint): Size {
  const counts = countsOf(params, group);
  const over = group.freezes + BigInt(windows.late);
  return sizeOf({ over, ...standingOf(group), counts }, time);
}

/** The set that a group is opened in, host last; empty while it is not known. */
export function followedSet(chain: Chain, book: FollowedGroups, id: bigint, time: bigint): bigint[] {
  const { series } = followedGroup(book, id);
  const frozen = Object.entries(book.groups)
    .filter(([, group]) => group.series === series && group.freezes <= time)
    // Stable: equal ends stay in the order of opening.
    .sort(([, a], [, b]) => Number(a.freezes - b.freezes))
    .map(([text, group]) => {
      return { id: BigInt(text), members: group.tagsA.length, size: followedSize(chain, group, time) };
    });
  return mergedSetOf(frozen, id);
}

export function followMaskSum(chain: Chain, book: FollowedGroups, body: MaskSumBody, time: bigint): void {
  const group = book.groups[String(body.auctionId)];
  if (!group) return;
  const role = aggregatorOf(body.aggregator);
  if (!role) throw impossible('a mask sum of nobody');
  const opened = group.opened[role];
  if (body.count === 1) {
    opened.countSum ??= body.sum.at(-1)!;
    opened.count ??= bytesToHex(body.set);
  }
  if (body.money === 0) return;
  for (const id of followedSet(chain, book, body.auctionId, time)) {
    followedGroup(book, id).opened[role].words ??= bytesToHex(body.set);
  }
}

/**
 * Takes the set of a group out of the book. What a validator calls published, though both roles have not opened it,
 * would have their keys deleted.
 * @returns its groups
 */
export function followPublication(chain: Chain, book: FollowedGroups, id: bigint, time: bigint): bigint[] {
  const set = followedSet(chain, book, id, time);
  if (set.length === 0) throw impossible('a publication of no set');
  for (const each of set) {
    const { A, B } = followedGroup(book, each).opened;
    if (A.words === undefined || B.words === undefined) throw impossible('a publication of what is not open');
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
