/**
 * Groups as an aggregator follows them: members in the order of the folds, and what both roles have opened. Modules put
 * groups and join members. docs/protocol/core/groups.md.
 */
import { mod } from '@veilgrid/protocol/core/crypto/field';
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import type { SetMember } from '@veilgrid/protocol/core/groups/setDigest';
import { fold } from '@veilgrid/protocol/core/lists';
import { STATUS_METER } from '@veilgrid/protocol/core/readings';
import { bigint, count, element, hash } from '@veilgrid/protocol/core/wire';
import { fail } from '@veilgrid/protocol/errors';
import { z } from 'zod';
import { impossible } from '../follower/watch.js';
import { followedPointFields, noPoints } from './followedPoints.js';

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
  /** The auction whose set it divides. */
  of: element.optional(),
  freezes: bigint,
  /** Of these changes of points its members are pinned to. */
  changes: count,
  /** Positions that may stand in it, where these are not all of its series. */
  positions: z.array(count).optional(),
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
  /** Bits of half hours that were called where and when its members were metered. */
  called: bigint.optional(),
  /** Where not status and open bits alone decide it: how many of the members nobody knows. */
  unknown: count.optional(),
  /** Words that a plan of other sums lets show beside them, and from when: Unix seconds. */
  planned: z.object({ words: count, from: bigint }).optional(),
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

type NewGroup = Pick<FollowedGroup, 'rules' | 'series' | 'of' | 'freezes' | 'changes' | 'positions'>;

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

/** A group as A and B sign it. */
export function setMemberOf(book: FollowedGroups, id: bigint): SetMember {
  const group = followedGroup(book, id);
  const { terms = 0n, foldA, foldB, tagsA } = group;
  return { groupId: id, terms, count: tagsA.length, ...standingOf(group), foldA, foldB };
}
