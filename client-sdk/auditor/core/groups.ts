/** Groups of masked statements: joining, sizes, merging. protocol/core.md "Groups", "Merged sets". */
import { mod } from '@veilgrid/protocol/core/crypto/field';
import { ensure, fail } from '@veilgrid/protocol/errors';
import { MAX_MERGED, MIN_GROUP } from '@veilgrid/protocol/params';
import type { CoreBooks, GroupBook, TagBook } from './books.js';
import type { Ledger } from './ledger.js';
import { append } from './lists.js';

export const membersOf = ({ tags }: GroupBook) => tags.A.folds.length - 1;

type NewGroup = Pick<GroupBook, 'id' | 'series' | 'freezes' | 'zone' | 'day'>;

export function putGroup({ books, genesis }: Ledger, group: NewGroup): void {
  const tags = (): TagBook => ({
    seen: new Set(),
    folds: [group.id],
    progress: { next: 0, state: 0n, before: 0n },
  });
  const lanes = Array<bigint>(genesis.params.laneWords).fill(0n);
  books.groups.set(group.id, { ...group, tags: { A: tags(), B: tags() }, status0: 0, open: 0, lanes });
}

/** @throws ProtocolError AUCTION_UNKNOWN */
export function groupOf({ groups }: CoreBooks, id: bigint): GroupBook {
  const group = groups.get(id);
  if (!group) throw fail('AUCTION_UNKNOWN', { field: 'auctionId' });
  return group;
}

/** What a statement brings into a group. */
interface Member {
  readonly tagA: bigint;
  readonly tagB: bigint;
  readonly lanes: readonly bigint[];
  readonly status: number;
  readonly open: number;
}

/** Tags that stand for somebody already are refused; these stand for somebody from now on. */
export function takeTags({ tags }: GroupBook, { tagA, tagB }: Pick<Member, 'tagA' | 'tagB'>): void {
  for (const [{ seen }, tag] of [
    [tags.A, tagA],
    [tags.B, tagB],
  ] as const) {
    ensure(!seen.has(tag), 'TAG_USED');
    seen.add(tag);
  }
}

export function join({ books, hasher }: Ledger, id: bigint, member: Member): void {
  const group = groupOf(books, id);
  takeTags(group, member);
  append(hasher, group.tags.A.folds, member.tagA);
  append(hasher, group.tags.B.folds, member.tagB);
  if (member.status === 0) {
    group.status0 += 1;
    group.open += member.open;
  }
  group.lanes = group.lanes.map((sum, i) => mod(sum + member.lanes[i]!));
}

/** Of a frozen group: whether ten contributors whom nobody knows are in it, as far as can be said. */
export function isLarge({ genesis, time }: Ledger, group: GroupBook): boolean | 'unknown' {
  if (group.status0 < MIN_GROUP + group.open) return false;
  if (group.counts) return group.counts.active >= MIN_GROUP + group.open;
  return time >= group.freezes + BigInt(genesis.windows.late) ? false : 'unknown';
}

/**
 * The groups that are opened together with one that has frozen; none while that is not known. Those of its series are
 * gone through in the order in which they froze, as far as their counts are open: each large one takes in those that
 * wait, the earliest first, as long as they fit.
 */
export function setOf(ledger: Ledger, group: GroupBook): readonly GroupBook[] | undefined {
  const { books, time } = ledger;
  const frozen = [...books.groups.values()]
    .filter(({ series, freezes }) => series === group.series && freezes <= time)
    // Stable: equal ends stay in the order of opening.
    .sort((a, b) => Number(a.freezes - b.freezes));
  const waiting = new Set<GroupBook>();
  for (const next of frozen) {
    const large = isLarge(ledger, next);
    if (large === 'unknown') return undefined;
    if (!large) {
      waiting.add(next);
      continue;
    }
    let room = MAX_MERGED - membersOf(next);
    const set: GroupBook[] = [];
    for (const small of waiting) {
      if (membersOf(small) > room) continue;
      room -= membersOf(small);
      waiting.delete(small);
      set.push(small);
    }
    set.push(next);
    if (set.includes(group)) return set;
  }
  return undefined;
}

/** The same, of a set that must be known. @throws ProtocolError GROUP_TOO_SMALL */
export function openedWith(ledger: Ledger, group: GroupBook): readonly GroupBook[] {
  const set = setOf(ledger, group);
  if (!set) throw fail('GROUP_TOO_SMALL', { members: membersOf(group) });
  return set;
}
