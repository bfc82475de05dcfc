/** Groups of masked statements: joining, sizes, merging. docs/protocol/core/groups.md. */
import { mod } from '@veilgrid/protocol/core/crypto/field';
import { ensure, fail } from '@veilgrid/protocol/errors';
import type { CoreBooks, GroupBook, TagBook } from './books.js';
import type { GroupLine, Ledger } from './ledger.js';
import { append } from './lists.js';

export const membersOf = ({ tags }: GroupBook) => tags.A.folds.length - 1;

type NewGroup = Pick<GroupBook, 'id' | 'rules' | 'series' | 'freezes' | 'zone' | 'day'>;

export function lineOf({ groupLines }: Ledger, { rules }: Pick<GroupBook, 'rules'>): GroupLine {
  const line = groupLines[rules];
  if (!line) throw new Error(`no line says what opens of ${rules}`);
  return line;
}

export function putGroup(ledger: Ledger, group: NewGroup): void {
  const { books, genesis } = ledger;
  if (books.groups.has(group.id)) throw new Error(`the group ${group.id} is there`);
  lineOf(ledger, group);
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
  readonly counts: boolean;
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

export function join(ledger: Ledger, id: bigint, member: Member): void {
  const { books, hasher, genesis, time } = ledger;
  const group = groupOf(books, id);
  const words = lineOf(ledger, group).lanes(genesis.params);
  ensure(time < group.freezes, 'PHASE_WRONG');
  if (member.lanes.length !== words.length) throw new Error('lanes of another statement');
  takeTags(group, member);
  append(hasher, group.tags.A.folds, member.tagA);
  append(hasher, group.tags.B.folds, member.tagB);
  if (member.counts) {
    group.status0 += 1;
    group.open += member.open;
  }
  const sums = [...group.lanes];
  words.forEach((word, i) => {
    sums[word] = mod(sums[word]! + member.lanes[i]!);
  });
  group.lanes = sums;
}

type GroupSize = 'small' | 'large' | 'alone' | 'unknown';

/** Of a frozen group: whether those whom nobody knows hide each other in it, as far as can be said. */
export function sizeNow(ledger: Ledger, group: GroupBook): GroupSize {
  const { mayOpen, weigh } = lineOf(ledger, group);
  if (!mayOpen(ledger, [group])) return 'small';
  if (!weigh) return 'large';
  if (group.counts) return weigh(ledger, group, group.counts);
  const late = BigInt(ledger.genesis.windows.late);
  return ledger.time < group.freezes + late ? 'unknown' : 'small';
}

/** The groups that are opened together with one that has frozen; none while that is not known. */
export function setOf(ledger: Ledger, group: GroupBook): readonly GroupBook[] | undefined {
  const line = lineOf(ledger, group);
  const { books, time } = ledger;
  const frozen = [...books.groups.values()]
    .filter(
      ({ rules, series, freezes }) => rules === group.rules && series === group.series && freezes <= time,
    )
    // Stable: equal ends stay in the order of opening.
    .sort((a, b) => Number(a.freezes - b.freezes));
  switch (line.merges) {
    case 'intoLarge':
      return besideLarge(ledger, frozen, group, line.most);
    case 'allTogether':
      return together(ledger, frozen, group, line);
    case 'never': {
      const opens = frozen.includes(group) && ['large', 'alone'].includes(sizeNow(ledger, group));
      return opens ? [group] : undefined;
    }
  }
}

/**
 * In the order in which they froze, as far as their counts are open: each large one takes in those that wait, the
 * earliest first, as long as they fit.
 */
function besideLarge(ledger: Ledger, frozen: readonly GroupBook[], group: GroupBook, most: number) {
  const waiting = new Set<GroupBook>();
  for (const next of frozen) {
    const size = sizeNow(ledger, next);
    if (size === 'unknown') return undefined;
    if (size === 'small') {
      waiting.add(next);
      continue;
    }
    const set: GroupBook[] = [];
    let room = most - membersOf(next);
    for (const small of size === 'alone' ? [] : waiting) {
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

/** Each with all that wait if that opens, else by itself if it opens, else it waits. */
function together(
  ledger: Ledger,
  frozen: readonly GroupBook[],
  group: GroupBook,
  { most, mayOpen }: GroupLine,
) {
  let waiting: GroupBook[] = [];
  for (const next of frozen) {
    const all = [...waiting, next];
    const few = all.reduce((count, each) => count + membersOf(each), 0) <= most;
    if (few && mayOpen(ledger, all)) {
      if (all.includes(group)) return all;
      waiting = [];
      continue;
    }
    if (!mayOpen(ledger, [next])) waiting = all;
    else if (next === group) return [next];
  }
  return undefined;
}

/** What is published stays what it is: others may divide it. */
export function enterPublished({ books, time }: Ledger, set: readonly GroupBook[]): void {
  books.published.set(set.at(-1)!.id, { set: set.map(({ id }) => id), at: time });
}

/** The same, of a set that must be known. @throws ProtocolError GROUP_TOO_SMALL */
export function openedWith(ledger: Ledger, group: GroupBook): readonly GroupBook[] {
  const set = setOf(ledger, group);
  if (!set) throw fail('GROUP_TOO_SMALL', { members: membersOf(group) });
  return set;
}
