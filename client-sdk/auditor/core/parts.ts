/** Groups that divide an auction's set: which of them are shown, and how. docs/protocol/core/groups.md "Parts". */
import { MIN_GROUP, SECONDS_PER_DAY } from '@veilgrid/protocol/params';
import type { GroupBook, PartBook } from './books.js';
import { groupOf, membersOf } from './groups.js';
import type { Bits, Ledger } from './ledger.js';
import { type CountBook, countsBook } from './words.js';

const FORTNIGHT = BigInt(14 * SECONDS_PER_DAY);

export function putPart({ books }: Ledger, of: bigint, part: PartBook): void {
  const parts = books.parts.get(of) ?? [];
  books.parts.set(of, parts);
  if (!parts.some(({ group }) => group === part.group)) parts.push(part);
}

/** The set that is divided, as its publication left it. */
interface Whole {
  readonly members: number;
  readonly listed: number;
  readonly known: number;
  readonly counts: CountBook;
  readonly both: number;
  readonly net: number;
}

interface Open {
  readonly part: PartBook;
  readonly members: number;
  readonly counts: CountBook | undefined;
  readonly bits: Bits;
}

const bit = (bits: number, w: number) => Math.floor(bits / 2 ** w) % 2 === 1;
const asksIn = (halfHours: bigint, w: number) => BigInt.asUintN(6, halfHours >> BigInt(6 * w)) !== 0n;

/** What is shown of a part, once that is known. */
export function shownOfPart(ledger: Ledger, of: bigint, group: bigint): Bits | undefined {
  const { books, genesis, time } = ledger;
  const published = books.published.get(of);
  const parts = (books.parts.get(of) ?? []).toSorted((a, b) => (a.number < b.number ? -1 : 1));
  const own = parts.find((part) => part.group === group);
  if (!own || published?.set.length !== 1) return undefined;
  const kinds = ['need', 'panel', 'issue'] as const;
  const sooner = kinds.slice(0, kinds.indexOf(own.kind) + 1);
  let due = 0n;
  for (const { kind, group: id } of parts) {
    const { freezes } = groupOf(books, id);
    if (sooner.includes(kind) && freezes > due) due = freezes;
  }
  if (time < due || published.at >= due + FORTNIGHT) return undefined;
  const whole = groupOf(books, of);
  const { both, net } = books.sums.get(of)!.words;
  const set: Whole = {
    members: membersOf(whole),
    listed: membersOf(whole) - whole.status0,
    known: whole.open,
    counts: countsBook(genesis.params, whole.counts!),
    ...{ both, net },
  };
  const few = (kind: PartBook['kind']) => parts.filter((part) => part.kind === kind);
  if (few('need').length > 0)
    return own.kind === 'need' ? shownNeed(ledger, set, few('need'), own) : undefined;
  const panels = openPanels(ledger, set, few('panel'));
  if (own.kind === 'panel') return panels.open.find(({ part }) => part === own)?.bits;
  if (panels.waits || panels.open.length > 0) return undefined;
  return shownIssue(ledger, set, few('issue'), own);
}

const sizeOf = ({ books }: Ledger, { group }: PartBook) => membersOf(groupOf(books, group));

/** All deliveries together leave ten; those of one need are ten besides whoever is known or was not paid. */
function shownNeed(ledger: Ledger, set: Whole, needs: readonly PartBook[], own: PartBook): Bits | undefined {
  const delivered = needs.reduce((sum, need) => sum + sizeOf(ledger, need), 0);
  const { sideWords } = ledger.genesis.params;
  const words = Array.from({ length: sideWords }, (_, w) => w).filter((w) => asksIn(own.imports, w));
  const fits =
    sizeOf(ledger, own) - set.known - set.listed >= MIN_GROUP &&
    set.counts.active - set.known - delivered >= MIN_GROUP &&
    words.every((w) => bit(set.net, w));
  // A delivery has one signed lane: there is no other side to take off.
  return fits ? { both: words.reduce((sum, w) => sum + 2 ** w, 0), net: 0, money: 0, count: 0 } : undefined;
}

const countsIn = ({ genesis }: Ledger, { counts }: GroupBook) => counts && countsBook(genesis.params, counts);

/** One after the other, each when its own count is open and those before it are decided. */
function openPanels(ledger: Ledger, set: Whole, panels: readonly PartBook[]) {
  const open: Open[] = [];
  for (const part of panels) {
    const members = sizeOf(ledger, part);
    if (members < MIN_GROUP) continue;
    const counts = countsIn(ledger, groupOf(ledger.books, part.group));
    if (!counts) return { open, waits: true };
    /** Ten fill it, and ten are left beside all that show it, or nobody is. */
    const hides = (count: (of: CountBook) => number, besides: readonly Open[]) => {
      const outside = set.members - members - besides.reduce((sum, other) => sum + other.members, 0);
      const left = besides.reduce(
        (sum, other) => sum - count(other.counts!),
        count(set.counts) - count(counts),
      );
      return count(counts) - set.known >= MIN_GROUP && (outside === 0 || left - set.known >= MIN_GROUP);
    };
    if (!hides(({ active }) => active, open)) continue;
    let [both, net] = [0, 0];
    for (let w = 0; w < ledger.genesis.params.sideWords; w++) {
      const sides = [
        { asks: (of: PartBook) => of.imports, count: (of: CountBook) => of.imports[Math.floor(w / 2)]! },
        { asks: (of: PartBook) => of.exports, count: (of: CountBook) => of.exports[w]! },
      ].filter(({ asks }) => asksIn(asks(part), w));
      if (sides.length === 0) continue;
      if (bit(set.both, w)) {
        const shown = sides.every(({ asks, count }) =>
          hides(
            count,
            open.filter((other) => bit(other.bits.both, w) && asksIn(asks(other.part), w)),
          ),
        );
        if (shown) both += 2 ** w;
        continue;
      }
      const alike =
        BigInt.asUintN(6, part.imports >> BigInt(6 * w)) === BigInt.asUintN(6, part.exports >> BigInt(6 * w));
      const beside = open.filter((other) => bit(other.bits.net, w));
      if (alike && hides(({ active }) => active, beside)) net += 2 ** w;
    }
    const peaks = part.peaks && counts.imports.some((count) => count - set.known >= MIN_GROUP);
    open.push({ part, members, counts, bits: { both, net, money: peaks ? 1 : 0, count: 0 } });
  }
  return { open, waits: false };
}

/** Claims may be less than exports: ten others export beside all of them, without exception. */
function shownIssue(
  ledger: Ledger,
  set: Whole,
  issues: readonly PartBook[],
  own: PartBook,
): Bits | undefined {
  const all = issues.reduce((sum, issue) => sum + sizeOf(ledger, issue), 0);
  for (const issue of issues) {
    const members = sizeOf(ledger, issue);
    const counts = countsIn(ledger, groupOf(ledger.books, issue.group));
    // Each waits for the counts of those before it.
    if (members >= MIN_GROUP && !counts) return undefined;
    if (issue !== own) continue;
    const left = (count: number) => count - set.known - all >= MIN_GROUP;
    if (!counts || members - set.known < MIN_GROUP || !left(set.counts.active)) return undefined;
    let both = 0;
    counts.exports.forEach((count, w) => {
      const fills = count - set.known >= MIN_GROUP && left(set.counts.exports[w]!);
      if (fills && bit(set.both, w)) both += 2 ** w;
    });
    return { both, net: 0, money: 0, count: 0 };
  }
  return undefined;
}
