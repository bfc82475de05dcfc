/** What may be opened of the payments of a need. docs/protocol/flexibility.md "What opens". */
import { ensure } from '@veilgrid/protocol/errors';
import { MAX_MERGED, MIN_GROUP, type Params } from '@veilgrid/protocol/params';
import type { GroupBook } from '../core/books.js';
import { groupOf, membersOf } from '../core/groups.js';
import type { Bits, GroupLine, ShownEnergy } from '../core/ledger.js';
import { knownOf, shownOfPart } from '../core/partedSets.js';
import { groupAt, pointsOfDay } from '../core/points.js';
import { unpack } from '../core/words.js';
import { type FlexibilityBooks, type FlexibilityLedger, type NeedBook, needOf } from './book.js';
import { calledOf } from './settling.js';

const PER_WORD = 6;
const LIFT = 2n ** 24n;

/** Deliveries of an auction whose readings nobody knows. */
function hiddenIn(books: FlexibilityBooks, { deliveries }: NeedBook, id: bigint): number {
  const group = groupOf(books, id);
  const read = membersOf(group) - group.status0;
  return Math.max(0, (deliveries.get(id) ?? 0) - knownOf(books, id) - read);
}

/** Points of an auction that hide nobody, as the day pinned them. */
function openIn({ books }: FlexibilityLedger, id: bigint): number {
  const { terms } = books.auctions.get(id)!;
  const { changes } = pointsOfDay(books, terms.day);
  return groupAt(books, terms, changes).filter(({ open }) => open === 1).length;
}

/** Contributors beside those whom somebody knows. */
function unknownIn(ledger: FlexibilityLedger, group: GroupBook): number {
  const need = needOf(ledger.books, group.id);
  const sum = (of: (id: bigint) => number) => need.auctions.reduce((total, id) => total + of(id), 0);
  if (calledOf(ledger, need) > 0n) return sum((id) => hiddenIn(ledger.books, need, id));
  return membersOf(group) - sum((id) => openIn(ledger, id));
}

/** All that was called, where every auction that deliveries name lets it be shown. */
function shownOf(ledger: FlexibilityLedger, set: readonly GroupBook[]): Bits | undefined {
  const [group, ...more] = set;
  const need = needOf(ledger.books, group!.id);
  if (more.length > 0 || calledOf(ledger, need) === 0n) return undefined;
  const bits = [...need.deliveries.keys()].map((id) => shownOfPart(ledger, id, need.id));
  return bits.every((each) => each !== undefined) ? bits[0] : undefined;
}

/** Delivered less opposed: every member's half hour is lifted above 0. */
function energyOf(
  { K, sideWords }: Params,
  words: readonly bigint[],
  { both }: Bits,
  members: number,
): ShownEnergy {
  const lifted = LIFT * BigInt(members);
  const nets: bigint[] = [];
  for (let w = 0; w < sideWords; w++) {
    const periods = Math.min(PER_WORD, K - PER_WORD * w);
    const shown = Math.floor(both / 2 ** w) % 2 === 1;
    if (shown) nets.push(...unpack(words[w]!, periods, 42n).map((x) => x - lifted));
    else nets.push(...Array<bigint>(periods).fill(0n));
  }
  ensure(
    nets.every((x) => x < lifted && x > -lifted),
    'LANES_INVALID',
    { field: 'sum' },
  );
  const zeros = Array<bigint>(K).fill(0n);
  return { imports: zeros, exports: zeros, nets };
}

export const deliveries: GroupLine = {
  lanes: ({ sideWords, laneWords }) => [...Array(sideWords).keys(), laneWords - 2, laneWords - 1],
  most: MAX_MERGED,
  merges: 'intoLarge',
  mayOpen: (ledger: FlexibilityLedger, groups) =>
    groups.reduce((unknown, group) => unknown + unknownIn(ledger, group), 0) >= MIN_GROUP,
  first: { both: 0, net: 0, money: 1, count: 1 },
  after: shownOf,
  energy: energyOf,
  logs: 'opened',
};
