/** What an aggregator makes sure of before it proves anything of a group. docs/protocol/core/groups.md. */
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import { keyAHash, keyBHash } from '@veilgrid/protocol/core/points';
import { ensure, fail } from '@veilgrid/protocol/errors';
import type { Aggregator } from '@veilgrid/protocol/roles';
import { type FollowedGroups, followedGroup, standingOf } from './followedGroups.js';
import { pointAt } from './followedPoints.js';
import { type FollowedTable, followedRules } from './followedRules.js';

/** A key that an aggregator holds, and whose. */
export interface KnownTag {
  readonly position: number;
  readonly key: bigint;
  /** The key that the tag and the masks are of, where it is an item's. */
  readonly member?: bigint;
}

export interface GroupCheck {
  readonly hasher: Hasher;
  readonly role: Aggregator;
  readonly book: FollowedGroups;
  /** Time of the newest final header. */
  readonly time: bigint;
  /** By the tags of the group. */
  readonly held: ReadonlyMap<bigint, KnownTag>;
  readonly groups: FollowedTable;
}

/**
 * The member keys of a frozen group, in the order of the fold. Each tag must be that of a key of the record pinned
 * for the day, and no point may stand in the group twice where the module does not say so: it would be the only one in
 * a sum of ten.
 * @throws ProtocolError SET_UNVERIFIED; SECRET_MISSING for a tag of no key that is held
 */
export function verifiedKeys({ hasher, role, book, time, held, groups }: GroupCheck, id: bigint): bigint[] {
  const group = followedGroup(book, id);
  const { repeats } = followedRules({ groups }, group);
  ensure(time >= group.freezes, 'SET_UNVERIFIED', { field: 'settleEnd' });
  ensure(group.unproven === 0, 'SET_UNVERIFIED', { field: 'proofs', unproven: group.unproven });
  const seen = new Set<number>();
  return (role === 'A' ? group.tagsA : group.tagsB).map((tag, i) => {
    const found = held.get(tag);
    if (!found) throw fail('SECRET_MISSING', { field: `settlements.${i}`, role });
    const { position, key, member = key } = found;
    const pinned = pointAt(book, position, group.changes);
    const own =
      role === 'A' ? pinned?.keyAHash === keyAHash(hasher, key) : pinned?.keyBHash === keyBHash(hasher, key);
    ensure(own, 'SET_UNVERIFIED', { field: `settlements.${i}`, reason: 'not the key of the day' });
    // Proofs of orders and offers are not followed: a validator could fill a set with the points of another zone.
    const may = group.positions?.includes(position) ?? pinned?.series === group.series;
    ensure(may, 'SET_UNVERIFIED', { field: `settlements.${i}`, reason: 'another zone' });
    ensure(repeats || !seen.has(position), 'SET_UNVERIFIED', { field: `settlements.${i}`, position });
    seen.add(position);
    return member;
  });
}

/**
 * What the module asks of public facts, and no censor's ten: where fewer than half of those who could join did, a person
 * looks.
 * @throws ProtocolError GROUP_TOO_SMALL, SET_UNVERIFIED
 */
export function ensureEnough(groups: FollowedTable, book: FollowedGroups, id: bigint, few: boolean): void {
  const group = followedGroup(book, id);
  const { status0, open } = standingOf(group);
  const enough = followedRules({ groups }, group).opens([group]);
  ensure(enough, 'GROUP_TOO_SMALL', { members: status0 - open });
  ensureHalf(book, id, few);
}

/** @throws ProtocolError SET_UNVERIFIED */
export function ensureHalf(book: FollowedGroups, id: bigint, few: boolean): void {
  const { expected, tagsA } = followedGroup(book, id);
  const half = few || 2 * tagsA.length >= expected;
  ensure(half, 'SET_UNVERIFIED', { field: 'settlements', settlements: tagsA.length, expected });
}
