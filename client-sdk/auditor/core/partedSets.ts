/** Groups that divide an auction's set: what is shown of one, once that is known. docs/protocol/core/groups.md "Parts". */
import type { Part, PartedSet } from '@veilgrid/protocol/core/groups/parts';
import { SECONDS_PER_DAY } from '@veilgrid/protocol/params';
import type { CoreBooks, PartBook } from './books.js';
import { groupOf, membersOf } from './groups.js';
import type { Bits, Ledger } from './ledger.js';
import { shownParts } from './parts.js';
import { countsBook } from './words.js';

const FORTNIGHT = BigInt(14 * SECONDS_PER_DAY);
const KINDS = ['need', 'panel', 'issue'] as const;

/** What is said of a part that stands there already is said anew. */
export function putPart({ books }: Ledger, of: bigint, part: PartBook): void {
  const parts = books.parts.get(of) ?? [];
  books.parts.set(of, parts);
  const at = parts.findIndex(({ group }) => group === part.group);
  if (at < 0) parts.push(part);
  else parts[at] = part;
}

/** Members of an auction's set whose readings somebody knows: they show `open`, or were read anew. */
export function knownOf(books: CoreBooks, of: bigint): number {
  return groupOf(books, of).open + (books.corrected.get(of) ?? 0);
}

/** The set that is divided, as its publication left it. */
function wholeOf({ books, genesis }: Ledger, of: bigint): PartedSet {
  const whole = groupOf(books, of);
  const { both, net } = books.sums.get(of)!.words;
  return {
    members: membersOf(whole),
    status1: membersOf(whole) - whole.status0,
    known: knownOf(books, of),
    counts: countsBook(genesis.params, whole.counts!),
    shown: { both, net },
  };
}

function partIn({ books, genesis }: Ledger, book: PartBook): Part {
  const group = groupOf(books, book.group);
  const { kind, number: id, imports, exports, peaks } = book;
  const members = book.members ?? membersOf(group);
  const counts = group.counts && countsBook(genesis.params, group.counts);
  if (kind === 'need') return { kind, id, members, called: imports };
  if (kind === 'panel') return { kind, id, members, counts, imports, exports, peaks };
  return { kind, id, members, counts };
}

/** Whether all that is decided before it has frozen, and the set was published in time. */
function isDue({ books, time }: Ledger, of: bigint, own: PartBook, parts: readonly PartBook[]): boolean {
  const published = books.published.get(of);
  const sooner = KINDS.slice(0, KINDS.indexOf(own.kind) + 1);
  const times = parts
    .filter(({ kind }) => sooner.includes(kind))
    .map(({ group }) => groupOf(books, group).freezes);
  const due = times.reduce((latest, each) => (each > latest ? each : latest));
  return published?.set.length === 1 && time >= due && published.at < due + FORTNIGHT;
}

/** Of which kind anything is shown; panels whose counts are still to come keep issues waiting. */
function shownOf(ledger: Ledger, of: bigint, own: PartBook, parts: readonly PartBook[]) {
  const set = wholeOf(ledger, of);
  const ofKind = (kind: Part['kind']) =>
    parts.filter((part) => part.kind === kind).map((part) => partIn(ledger, part));
  const shown = (kind: Part['kind']) => shownParts(ledger.genesis.params, set, ofKind(kind));
  if (own.kind === 'need') return shown('need').shown;
  if (ofKind('need').length > 0) return undefined;
  const panels = shown('panel');
  if (own.kind === 'panel') return panels.shown;
  if (panels.undecided !== undefined || panels.shown.size > 0) return undefined;
  return shown('issue').shown;
}

/** What is shown of a part, once that is known. */
export function shownOfPart(ledger: Ledger, of: bigint, group: bigint): Bits | undefined {
  const parts = ledger.books.parts.get(of) ?? [];
  const own = parts.find((part) => part.group === group);
  if (!own || !isDue(ledger, of, own, parts)) return undefined;
  const bits = shownOf(ledger, of, own, parts)?.get(own.number);
  if (!bits) return undefined;
  const money = bits.peaks ? 1 : 0;
  // A delivery has one signed lane: there is no other side to take off.
  if (own.kind === 'need') return { both: bits.net, net: 0, money, count: 0 };
  return { both: bits.both, net: bits.net, money, count: 0 };
}
