/** Groups of masked statements: joining, merging, mask sums. protocol/core.md "Groups", maskSum. */
import { mod } from '@veilgrid/protocol/core/crypto/field';
import { aggregatorOf } from '@veilgrid/protocol/core/groups/maskSum';
import { ensure, fail } from '@veilgrid/protocol/errors';
import { MAX_GROUP, MIN_GROUP } from '@veilgrid/protocol/params';
import { TAGS } from '@veilgrid/protocol/tags';
import type { CoreBooks, GroupBook, TagBook } from './books.js';
import type { Ledger, Rule } from './ledger.js';
import { append, foldsAround } from './lists.js';

const DOMAINS = { A: [TAGS.TAGA, TAGS.MASKA], B: [TAGS.TAGB, TAGS.MASKB] } as const;

export const membersOf = ({ tags }: GroupBook) => tags.A.folds.length - 1;
const total = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);

export function putGroup({ books, genesis }: Ledger, id: bigint, series: bigint, freezes: bigint): void {
  const tags = (): TagBook => ({ seen: new Set(), folds: [id], progress: { next: 0, state: 0n } });
  const lanes = Array<bigint>(genesis.params.laneWords).fill(0n);
  books.groups.set(id, { id, series, freezes, tags: { A: tags(), B: tags() }, lanes });
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
}

export function join({ books, hasher }: Ledger, id: bigint, member: Member): void {
  const group = groupOf(books, id);
  for (const [{ seen, folds }, tag] of [
    [group.tags.A, member.tagA],
    [group.tags.B, member.tagB],
  ] as const) {
    ensure(!seen.has(tag), 'TAG_USED');
    seen.add(tag);
    append(hasher, folds, tag);
  }
  group.lanes = group.lanes.map((sum, i) => mod(sum + member.lanes[i]!));
}

/**
 * The groups that are opened together with one that has frozen. Those of its series are gone through in the
 * order in which they froze: each of ten or more takes in those below ten that wait, the earliest first, as
 * long as they fit.
 * @throws ProtocolError GROUP_TOO_SMALL for one that still waits
 */
export function openedWith({ books, time }: Ledger, group: GroupBook): readonly GroupBook[] {
  const frozen = [...books.groups.values()]
    .filter(({ series, freezes }) => series === group.series && freezes <= time)
    // Stable: equal ends stay in the order of opening.
    .sort((a, b) => Number(a.freezes - b.freezes));
  const waiting = new Set<GroupBook>();
  for (const next of frozen) {
    if (membersOf(next) < MIN_GROUP) {
      waiting.add(next);
      continue;
    }
    let room = MAX_GROUP - membersOf(next);
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
  throw fail('GROUP_TOO_SMALL', { members: membersOf(group) });
}

export const maskSum: Rule<'maskSum'> = (ledger, body, context) => {
  const group = groupOf(ledger.books, body.auctionId);
  const role = aggregatorOf(body.aggregator);
  ensure(role !== undefined, 'VALUE_OUT_OF_RANGE', { field: 'aggregator' });
  ensure(ledger.time >= group.freezes, 'PHASE_WRONG');
  const set = openedWith(ledger, group);
  const { progress, ...sum } = set.at(-1)!.tags[role];
  ensure(!sum.maskSum, 'MASK_SUM_FINAL');
  const batches = set.map((each) => Math.ceil(membersOf(each) / ledger.genesis.params.maskN));
  const own = set.indexOf(group);
  const place = total(batches.slice(0, own)) + body.batch;
  const first = place === 0;
  const due = body.batch < batches[own]! && (first || place === progress.next);
  ensure(due, 'BATCH_OUT_OF_ORDER', { field: 'batch' });
  const last = place + 1 === total(batches);
  const stateIn = first ? 0n : progress.state;
  progress.next = place + 1;
  progress.state = body.stateOut;
  if (last) set.at(-1)!.tags[role].maskSum = body.sum;
  return [
    ...[body.stateOut, ...body.sum, context, group.id, ...DOMAINS[role]],
    ...foldsAround(group.tags[role].folds, ledger.genesis.params.maskN, body.batch),
    ...[first ? 1n : 0n, last ? 1n : 0n, stateIn],
  ];
};

/**
 * The sums of a set's lanes without the masks.
 * @throws ProtocolError MASK_SUM_MISSING
 */
export function unmasked(set: readonly GroupBook[]): bigint[] {
  const { tags, lanes } = set.at(-1)!;
  return lanes.map((_, i) =>
    [tags.A, tags.B].reduce(
      (word, { maskSum: masks }) => {
        if (!masks) throw fail('MASK_SUM_MISSING');
        return mod(word - masks[i]!);
      },
      set.reduce((sum, group) => sum + group.lanes[i]!, 0n),
    ),
  );
}
