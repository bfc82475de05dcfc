/** Sealed books: opening, release, clear, close, void. protocol/core/books.md. */
import { sharesIndependent, verifyKeyShare } from '@veilgrid/protocol/core/books/keyShare';
import { add, equal, mulBase, SUBGROUP_ORDER } from '@veilgrid/protocol/core/crypto/babyjub';
import { ensure, fail } from '@veilgrid/protocol/errors';
import type { Bodies } from '@veilgrid/protocol/kinds';
import { MAX_GROUP, MAX_QTY } from '@veilgrid/protocol/params';
import type { BookTerms, CoreBooks, SealedBook } from './books.js';
import type { Ledger, Rule } from './ledger.js';
import { append, batchesOf, foldsAround } from './lists.js';
import { move } from './money.js';
import { undisturbed } from './outages.js';
import { newTree, putLeaf, roomOf } from './tree.js';

const ROLES = ['operator', 'regulator'] as const;

/** @throws ProtocolError AUCTION_UNKNOWN */
export function sealedOf({ sealed }: CoreBooks, id: bigint): SealedBook {
  const book = sealed.get(id);
  if (!book) throw fail('AUCTION_UNKNOWN', { field: 'auctionId' });
  return book;
}

export const entryCount = ({ folds }: SealedBook): number => folds.length - 1;

/** A share is used once; its negative has the same ordinate, and one scalar opens both. */
function takeShare({ books, genesis, hasher }: Ledger, terms: BookTerms, role: (typeof ROLES)[number]): void {
  const share = terms[`${role}Share`];
  ensure(!books.shares.has(share.y), 'SHARE_REUSED', { field: `${role}Share` });
  const holder = { chainId: genesis.chainId, auctionId: terms.id, role };
  ensure(verifyKeyShare(hasher, holder, share), 'POSSESSION_INVALID', { field: `${role}Share` });
  books.shares.add(share.y);
}

/**
 * By the rule of the module whose book it is, which has checked its times.
 * @param entries public ones, which stand first
 */
export function openBook(ledger: Ledger, terms: BookTerms, entries: readonly bigint[] = []): SealedBook {
  const { books, genesis, hasher } = ledger;
  for (const role of ROLES) takeShare(ledger, terms, role);
  ensure(sharesIndependent(terms.operatorShare, terms.regulatorShare), 'SHARE_INVALID');
  for (const role of ROLES) move(books, role, 'roleBonds', terms.lock);
  const book: SealedBook = {
    terms,
    key: add(terms.operatorShare, terms.regulatorShare),
    outcome: 'open',
    forfeit: 0n,
    folds: [terms.id],
    entries: newTree(hasher, genesis.params.orderDepth),
    clearing: { next: 0, state: 0n },
  };
  books.sealed.set(terms.id, book);
  for (const c of entries) enter(ledger, book, c);
  return book;
}

/** Before the gate, and while there is room. */
export function ensureEntry({ time }: Ledger, book: SealedBook, c: bigint): void {
  ensure(time < book.terms.gate, 'GATE_CLOSED');
  ensure(c !== 0n, 'VALUE_OUT_OF_RANGE', { field: 'c' });
  ensure(entryCount(book) < Math.min(MAX_GROUP, roomOf(book.entries)), 'AUCTION_FULL');
}

export function enter({ hasher }: Ledger, book: SealedBook, c: bigint): void {
  putLeaf(hasher, book.entries, entryCount(book), c);
  append(hasher, book.folds, c);
}

function ensureOpen({ outcome }: SealedBook): void {
  ensure(outcome !== 'void', 'AUCTION_VOID');
  ensure(outcome !== 'closed', 'AUCTION_ALREADY_FINAL');
}

export const releaseShare: Rule<'releaseShare'> = ({ books, time }, body) => {
  const book = sealedOf(books, body.auctionId);
  const { gate, release, regulatorShare } = book.terms;
  ensureOpen(book);
  ensure(book.releasedAt === undefined, 'SHARE_ALREADY_RELEASED');
  ensure(time >= gate && time < release, 'PHASE_WRONG');
  ensure(body.scalar > 0n && body.scalar < SUBGROUP_ORDER, 'VALUE_OUT_OF_RANGE', { field: 'scalar' });
  ensure(equal(mulBase(body.scalar), regulatorShare), 'SHARE_MISMATCH', { field: 'scalar' });
  ensure(body.count === entryCount(book) && body.fold === book.folds.at(-1), 'BOOK_DIFFERS');
  book.releasedAt = time;
};

/** A book that the operator may clear now. */
function clearable({ books, time }: Ledger, id: bigint): SealedBook {
  const book = sealedOf(books, id);
  ensureOpen(book);
  ensure(book.releasedAt !== undefined, 'SHARE_NOT_RELEASED');
  ensure(time < book.terms.close, 'PHASE_WRONG');
  return book;
}

export const clear: Rule<'clear'> = (ledger, body, context) => {
  const { clearing, folds } = clearable(ledger, body.auctionId);
  const { clearN } = ledger.genesis.params;
  const first = body.batch === 0;
  const next = body.batch === clearing.next && body.batch < batchesOf(folds, clearN);
  ensure(first || next, 'BATCH_OUT_OF_ORDER', { field: 'batch' });
  const [from, to] = foldsAround(folds, clearN, body.batch);
  const stateIn = first ? 0n : clearing.state;
  clearing.next = body.batch + 1;
  clearing.state = body.stateOut;
  return [[body.stateOut, context, body.auctionId, from, to, stateIn, first ? 1n : 0n]];
};

export const close: Rule<'close'> = (ledger, body, context) => {
  const book = clearable(ledger, body.auctionId);
  const { clearing, folds, terms } = book;
  const { params } = ledger.genesis;
  ensure(clearing.next === batchesOf(folds, params.clearN), 'CLEARING_INCOMPLETE', { next: clearing.next });
  checkResult(params.K, terms, body);
  const { traded, enough, volume, p, lambdaBuy, lambdaSell } = body;
  book.outcome = 'closed';
  book.endedAt = ledger.time;
  book.result = { traded, enough: enough === 1, volume, p, lambdaBuy, lambdaSell };
  for (const role of ROLES) move(ledger.books, 'roleBonds', role, terms.lock);
  const signals = [
    ...[traded, BigInt(enough), volume],
    ...[...p, ...lambdaBuy, ...lambdaSell].map(BigInt),
    ...[context, terms.id, clearing.state, BigInt(terms.minGroup), BigInt(terms.hides)],
  ];
  return [signals];
};

/** What can be seen of a right result without its proof. */
function checkResult(
  K: number,
  { hides }: BookTerms,
  { traded, enough, volume, p, lambdaBuy, lambdaSell }: Bodies['close'],
): void {
  ensure(traded >> BigInt(K) === 0n, 'RESULT_INVALID', { field: 'traded' });
  ensure(enough === 1 || (enough === 0 && volume === 0n), 'RESULT_INVALID', { field: 'enough' });
  ensure(enough === 1 || hides === 0 || traded === 0n, 'RESULT_INVALID', { field: 'traded' });
  p.forEach((level, k) => {
    const bit = (traded >> BigInt(k)) & 1n;
    const margin = Math.max(lambdaBuy[k]!, lambdaSell[k]!);
    const valid = bit === 1n ? margin <= MAX_QTY : level === 0 && margin === 0;
    ensure(valid, 'RESULT_INVALID', { period: k });
  });
}

/** Who kept silent loses its lock to the entries, if it could have spoken. */
export const voidAuction: Rule<'voidAuction'> = ({ books, time }, body) => {
  const book = sealedOf(books, body.auctionId);
  const { gate, release, close: deadline, lock } = book.terms;
  ensure(book.outcome === 'open', 'AUCTION_ALREADY_FINAL');
  const [silent, from, to] =
    book.releasedAt === undefined
      ? (['regulator', gate, release] as const)
      : (['operator', book.releasedAt, deadline] as const);
  ensure(time >= to, 'NOT_VOIDABLE');
  book.outcome = 'void';
  book.endedAt = time;
  for (const role of ROLES) {
    const lost = role === silent && undisturbed(books, from, to);
    move(books, 'roleBonds', lost ? 'shielded' : role, lock);
    if (lost) book.forfeit = lock;
  }
};
