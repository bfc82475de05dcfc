/**
 * Groups as an aggregator follows them: members in the order of the folds, what both roles have opened, and every
 * record that a point ever had. Modules put groups and join members. protocol/core.md "Groups".
 */
import { bytesToHex } from '@noble/hashes/utils.js';
import { mod } from '@veilgrid/protocol/core/crypto/field';
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import type { MaskSumBody } from '@veilgrid/protocol/core/groups/maskSum';
import type { SetMember } from '@veilgrid/protocol/core/groups/setDigest';
import { mergedSetOf, type Size, sizeOf } from '@veilgrid/protocol/core/groups/sets';
import { type Counts, countWord, openCounts } from '@veilgrid/protocol/core/groups/words';
import { fold } from '@veilgrid/protocol/core/lists';
import { type PointRecord, zoneTariff } from '@veilgrid/protocol/core/points';
import { STATUS_METER } from '@veilgrid/protocol/core/readings';
import { bigint, count, element, hash } from '@veilgrid/protocol/core/wire';
import { fail } from '@veilgrid/protocol/errors';
import type { Params } from '@veilgrid/protocol/params';
import { z } from 'zod';
import { impossible } from '../follower/watch.js';

/** What one role has opened of a group, as it signed it. */
const Opened = z.object({
  countSum: element.optional(),
  /** `setDigest` in hex. */
  count: hash.optional(),
  words: hash.optional(),
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
  /** Members whose proofs do not hold. */
  unproven: count,
  opened: z.object({ A: Opened, B: Opened }),
});
export type FollowedGroup = z.output<typeof FollowedGroup>;

const PointVersion = z.object({
  change: count,
  live: z.boolean(),
  keyAHash: element,
  keyBHash: element,
  /** `zoneTariff` */
  series: element,
  /** Wh */
  dayImportCap: count,
  dayExportCap: count,
});
type PointVersion = z.output<typeof PointVersion>;

/** What is followed of a point. */
type FollowedPoint = Pick<
  PointRecord,
  'keyAHash' | 'keyBHash' | 'zone' | 'tariffId' | 'dayImportCap' | 'dayExportCap'
>;

export const followedGroupFields = {
  /** By the decimal text of their ids, in the order in which they were put; published ones are gone. */
  groups: z.record(z.string(), FollowedGroup),
  /** By position. */
  points: z.record(z.string(), z.array(PointVersion)),
  changes: count,
};
const Stored = z.object(followedGroupFields);
export type FollowedGroups = z.output<typeof Stored>;

export const noGroups = (): FollowedGroups => ({ groups: {}, points: {}, changes: 0 });

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

export function followPoint(book: FollowedGroups, position: number, point: FollowedPoint): void {
  const { keyAHash, keyBHash, zone, tariffId, dayImportCap, dayExportCap } = point;
  const series = zoneTariff(zone, tariffId);
  pushVersion(book, position, { live: true, keyAHash, keyBHash, series, dayImportCap, dayExportCap });
}

export function followRevocation(book: FollowedGroups, position: number): void {
  const last = book.points[position]?.at(-1);
  if (!last) throw impossible('a revocation of no point');
  pushVersion(book, position, { ...last, live: false });
}

function pushVersion(book: FollowedGroups, position: number, version: Omit<PointVersion, 'change'>): void {
  const versions = book.points[position] ?? [];
  book.points[position] = versions;
  versions.push({ ...version, change: book.changes });
  book.changes += 1;
}

/** The point's record after so many changes, if it was live. */
export function pointAt({ points }: FollowedGroups, position: number, changes: number) {
  const version = points[position]?.findLast(({ change }) => change < changes);
  return version?.live ? version : undefined;
}

/** Who could take part in a group: the live points of its series, as they stood at its pin. */
export function pinnedPoints(book: FollowedGroups, { series, changes }: FollowedGroup): PointVersion[] {
  return Object.keys(book.points).flatMap((position) => {
    const point = pointAt(book, Number(position), changes);
    return point?.series === series ? [point] : [];
  });
}

export function followMaskSum(book: FollowedGroups, body: MaskSumBody): void {
  const group = book.groups[String(body.auctionId)];
  if (!group) return;
  const opened = group.opened[body.aggregator === 0 ? 'A' : 'B'];
  if (body.count === 1) {
    opened.countSum ??= body.sum.at(-1)!;
    opened.count ??= bytesToHex(body.set);
  }
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

/** A group as A and B sign it. */
export function setMemberOf(book: FollowedGroups, id: bigint): SetMember {
  const group = followedGroup(book, id);
  const { terms = 0n, foldA, foldB, tagsA } = group;
  return { groupId: id, terms, count: tagsA.length, ...standingOf(group), foldA, foldB };
}
