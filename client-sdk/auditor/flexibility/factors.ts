/** What others did on the day, against the listed days. docs/protocol/flexibility.md "Reference factors". */
import { R } from '@veilgrid/protocol/core/crypto/field';
import { auctionIdOf } from '@veilgrid/protocol/market/auction';
import type { GroupBook } from '../core/books.js';
import { groupOf, lineOf, membersOf, sizeNow } from '../core/groups.js';
import { type Factor, type FlexibilityLedger, isSet, type NeedBook } from './book.js';
import { days } from './calendar.js';

const ONE = 1024n;
const MOST = 4096n;
const LEAST = 256n;
const SCALE = 2n ** 20n;
const PER_WORD = 6;

/** What a day's sets of the refs show of one half hour, summed; sides only where all of them do. */
export interface ShownDay {
  readonly members: number;
  readonly sides?: { readonly imports: bigint; readonly exports: bigint };
  /** Imports less exports. */
  readonly net: bigint;
}

/** The day's load a member, against that of the listed days. */
export function ratioOf(own: bigint, listed: readonly bigint[]): bigint {
  const sum = listed.reduce((a, b) => a + b, 0n);
  if (sum === 0n) return ONE;
  const ratio = (ONE * BigInt(listed.length) * own) / sum;
  if (ratio > MOST) return MOST;
  return ratio < LEAST ? LEAST : ratio;
}

/** Of one half hour. */
export function factorOf(own: ShownDay, listed: readonly ShownDay[]): Factor {
  const all = [own, ...listed];
  const ratio = (load: (day: ShownDay) => bigint) => {
    const each = (day: ShownDay) => (SCALE * load(day)) / BigInt(day.members);
    return ratioOf(each(own), listed.map(each));
  };
  if (all.every(({ sides }) => sides !== undefined)) {
    return { imports: ratio((day) => day.sides!.imports), exports: ratio((day) => day.sides!.exports) };
  }
  const compared = all.every(({ net }) => net > 0n);
  return { imports: compared ? ratio(({ net }) => net) : ONE, exports: ONE };
}

/** By half hour; of what had happened before deliveries began. */
export function factorsOf(ledger: FlexibilityLedger, need: NeedBook): Factor[] {
  const { K } = ledger.genesis.params;
  const { refs, up } = need.terms;
  const periods = [...Array(K).keys()];
  if (refs.length === 0) return periods.map(() => ({ imports: ONE, exports: ONE }));
  const own = setsOf(ledger, need, need.terms.day);
  const missing = own.filter((id) => !counts(ledger, need, id));
  if (missing.some((id) => waitedForBuyer(ledger, need, id))) {
    return periods.map((k) =>
      isSet(up, k) ? { imports: LEAST, exports: MOST } : { imports: MOST, exports: LEAST },
    );
  }
  if (missing.length > 0) return periods.map(() => ({ imports: ONE, exports: ONE }));
  const listed = need.days.map((day) => setsOf(ledger, need, day));
  return periods.map((k) =>
    factorOf(
      shownOn(ledger, own, k),
      listed.map((sets) => shownOn(ledger, sets, k)),
    ),
  );
}

function setsOf({ genesis, hasher }: FlexibilityLedger, { terms }: NeedBook, day: number): bigint[] {
  return terms.refs.map(({ zone, tariffId }) =>
    auctionIdOf(hasher, genesis.chainId, { zone, tariffId, day }),
  );
}

function shownOn({ books }: FlexibilityLedger, sets: readonly bigint[], k: number): ShownDay {
  let [members, imports, exports, net, whole] = [0, 0n, 0n, 0n, true];
  for (const id of sets) {
    const { words } = books.sums.get(id)!;
    members += membersOf(groupOf(books, id));
    imports += words.imports[k]!;
    exports += words.exports[k]!;
    const shown = words.nets[k]!;
    net += words.imports[k]! - words.exports[k]! + (2n * shown > R ? shown - R : shown);
    whole &&= isSet(BigInt(words.both), Math.floor(k / PER_WORD));
  }
  return whole ? { members, net, sides: { imports, exports } } : { members, net };
}

/** Whether something had happened. */
const before = (at: bigint | undefined, time: bigint) => at !== undefined && at < time;

/** Both roles had opened all of it, alone. */
function counts({ books }: FlexibilityLedger, { terms }: NeedBook, id: bigint): boolean {
  const { A, B } = groupOf(books, id).tags;
  const opened = before(A.restAt, terms.deliverFrom) && before(B.restAt, terms.deliverFrom);
  return opened && books.sums.get(id)?.auctions.length === 1;
}

/** For a day the set had waited for what A, the buyer, has to open: its count, one that goes before it, or its rest. */
function waitedForBuyer(ledger: FlexibilityLedger, { terms }: NeedBook, id: bigint): boolean {
  const { deliverFrom } = terms;
  const dayBefore = deliverFrom - days(1);
  const own = groupOf(ledger.books, id);
  if (own.freezes > dayBefore || !allowsCount(ledger, own)) return false;
  const all = [own, ...holdingUp(ledger, own, deliverFrom)];
  const counted = (role: 'A' | 'B') => all.every(({ tags }) => before(tags[role].firstAt, dayBefore + 1n));
  if (!counted('A')) return true;
  return counted('B') && sizeNow(ledger, own) === 'large' && !before(own.tags.A.restAt, deliverFrom);
}

/** By public facts. */
function allowsCount(ledger: FlexibilityLedger, group: GroupBook): boolean {
  return lineOf(ledger, group).mayOpen(ledger, [group]);
}

/** Groups of a series that froze earlier, and without whose counts nobody knows what opens with what. */
function holdingUp(ledger: FlexibilityLedger, own: GroupBook, until: bigint): GroupBook[] {
  const { books, genesis } = ledger;
  const published = [...books.published.values()].filter(({ at }) => at < until);
  const gone = new Set(published.flatMap(({ set }) => set));
  return [...books.groups.values()].filter(
    (group) =>
      group.rules === own.rules &&
      group.series === own.series &&
      group.freezes < own.freezes &&
      group.freezes + BigInt(genesis.windows.late) > until - days(1) &&
      !gone.has(group.id) &&
      allowsCount(ledger, group),
  );
}
