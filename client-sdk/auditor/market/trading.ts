/** From the sealed orders to the result: order, release, clear, close, void. */
import { resultOf } from '@veilgrid/protocol/core/books/close';
import { equal, isValidKey, mulBase, SUBGROUP_ORDER } from '@veilgrid/protocol/core/crypto/babyjub';
import { mod } from '@veilgrid/protocol/core/crypto/field';
import { zoneTariff } from '@veilgrid/protocol/core/points';
import { ensure, fail } from '@veilgrid/protocol/errors';
import type { Bodies } from '@veilgrid/protocol/kinds';
import { MAX_GROUP, MAX_QTY, MIN_GROUP } from '@veilgrid/protocol/params';
import type { Ledger } from '../core/ledger.js';
import { append, batchesOf, foldsAround } from '../core/lists.js';
import { addNote, ensureMoney, move, spendNote } from '../core/money.js';
import { undisturbed } from '../core/outages.js';
import { putLeaf, roomOf } from '../core/tree.js';
import type { AuctionBook, MarketBooks, MarketRule } from './book.js';
import { forfeit } from './forfeits.js';

/** @throws ProtocolError AUCTION_UNKNOWN */
export function auctionOf({ auctions }: MarketBooks, id: bigint): AuctionBook {
  const auction = auctions.get(id);
  if (!auction) throw fail('AUCTION_UNKNOWN', { field: 'auctionId' });
  return auction;
}

export const order: MarketRule<'order'> = (ledger, body, context) => {
  const { books, hasher, time } = ledger;
  const auction = auctionOf(books, body.auctionId);
  const { terms, market, key } = auction;
  const count = auction.folds.length - 1;
  ensure(time < terms.gate, 'GATE_CLOSED');
  ensureMoney(body.asset);
  ensure(terms.tiers.includes(body.deposit), 'DEPOSIT_NOT_A_TIER', { field: 'deposit' });
  ensure(!books.bids.has(body.nfBid), 'ORDER_EXISTS', { field: 'nfBid' });
  ensure(body.c !== 0n, 'VALUE_OUT_OF_RANGE', { field: 'c' });
  ensure(isValidKey({ x: body.ephemeralX, y: body.ephemeralY }), 'EPHEMERAL_INVALID');
  ensure(count < Math.min(MAX_GROUP, roomOf(auction.orders)), 'AUCTION_FULL');
  spendNote(ledger, body.nfNote, body.noteRoot);
  addNote(ledger, body.changeCm);
  books.bids.add(body.nfBid);
  putLeaf(hasher, auction.orders, count, body.c);
  append(hasher, auction.folds, body.c);
  auction.deposits += body.deposit;
  return [
    ...[body.nfNote, body.nfBid, body.changeCm, body.c, body.ephemeralX, body.ephemeralY, ...body.ct],
    ...[context, auction.id, auction.pointRoot, body.noteRoot, body.asset],
    ...[zoneTariff(terms.zone, terms.tariffId), body.deposit, mod(market.floor), market.tick],
    ...[mod(market.collateral), mod(market.minExport), key.x, key.y],
  ];
};

function ensureOpen({ outcome }: AuctionBook): void {
  ensure(outcome !== 'void', 'AUCTION_VOID');
  ensure(outcome !== 'closed', 'AUCTION_ALREADY_FINAL');
}

export const releaseShare: MarketRule<'releaseShare'> = ({ books, time }, body) => {
  const auction = auctionOf(books, body.auctionId);
  const { folds } = auction;
  const { gate, release, regulatorShare } = auction.terms;
  ensureOpen(auction);
  ensure(auction.releasedAt === undefined, 'SHARE_ALREADY_RELEASED');
  ensure(time >= gate && time < release, 'PHASE_WRONG');
  ensure(body.scalar > 0n && body.scalar < SUBGROUP_ORDER, 'VALUE_OUT_OF_RANGE', { field: 'scalar' });
  ensure(equal(mulBase(body.scalar), regulatorShare), 'SHARE_MISMATCH', { field: 'scalar' });
  ensure(body.count === folds.length - 1 && body.fold === folds.at(-1), 'BOOK_DIFFERS');
  auction.releasedAt = time;
};

/** An auction that the operator may clear now. */
function clearable({ books, time }: Ledger<MarketBooks>, id: bigint): AuctionBook {
  const auction = auctionOf(books, id);
  ensureOpen(auction);
  ensure(auction.releasedAt !== undefined, 'SHARE_NOT_RELEASED');
  ensure(time < auction.terms.close, 'PHASE_WRONG');
  return auction;
}

export const clear: MarketRule<'clear'> = (ledger, body, context) => {
  const auction = clearable(ledger, body.auctionId);
  const { clearing, folds } = auction;
  const { clearN } = ledger.genesis.params;
  const first = body.batch === 0;
  const next = body.batch === clearing.next && body.batch < batchesOf(folds, clearN);
  ensure(first || next, 'BATCH_OUT_OF_ORDER', { field: 'batch' });
  const [from, to] = foldsAround(folds, clearN, body.batch);
  const stateIn = first ? 0n : clearing.state;
  clearing.next = body.batch + 1;
  clearing.state = body.stateOut;
  return [body.stateOut, context, auction.id, from, to, stateIn, first ? 1n : 0n];
};

export const close: MarketRule<'close'> = (ledger, body, context) => {
  const auction = clearable(ledger, body.auctionId);
  const { clearing, folds } = auction;
  const { params } = ledger.genesis;
  ensure(clearing.next === batchesOf(folds, params.clearN), 'CLEARING_INCOMPLETE', { next: clearing.next });
  checkResult(params.K, body);
  auction.outcome = 'closed';
  auction.result = resultOf(body);
  returnLocks(ledger.books, auction, 'operator', 'regulator');
  return [
    ...[body.traded, BigInt(body.enough), body.volume],
    ...[...body.p, ...body.lambdaBuy, ...body.lambdaSell].map(BigInt),
    ...[context, auction.id, clearing.state, BigInt(MIN_GROUP)],
  ];
};

/** What can be seen of a right result without its proof. */
function checkResult(K: number, { traded, enough, volume, p, lambdaBuy, lambdaSell }: Bodies['close']): void {
  ensure(traded >> BigInt(K) === 0n, 'RESULT_INVALID', { field: 'traded' });
  ensure(enough === 1 || (enough === 0 && volume === 0n), 'RESULT_INVALID', { field: 'enough' });
  p.forEach((level, k) => {
    const bit = (traded >> BigInt(k)) & 1n;
    const margin = Math.max(lambdaBuy[k]!, lambdaSell[k]!);
    const valid = bit === 1n ? margin <= MAX_QTY : level === 0 && margin === 0;
    ensure(valid, 'RESULT_INVALID', { period: k });
  });
}

export const voidAuction: MarketRule<'voidAuction'> = (ledger, body) => {
  const auction = auctionOf(ledger.books, body.auctionId);
  const { gate, release, close: deadline } = auction.terms;
  ensure(auction.outcome === 'open', 'AUCTION_ALREADY_FINAL');
  ensure(ledger.time >= (auction.releasedAt === undefined ? release : deadline), 'NOT_VOIDABLE');
  auction.outcome = 'void';
  // Who kept silent loses its lock to the orders, if it could have spoken.
  const { books } = ledger;
  const [silent, from, to] =
    auction.releasedAt === undefined
      ? (['regulator', gate, release] as const)
      : (['operator', auction.releasedAt, deadline] as const);
  if (undisturbed(books, from, to)) {
    forfeit(books, auction);
    returnLocks(books, auction, silent === 'regulator' ? 'operator' : 'regulator');
  } else returnLocks(books, auction, 'operator', 'regulator');
};

function returnLocks(books: MarketBooks, { lock }: AuctionBook, ...to: ('operator' | 'regulator')[]): void {
  for (const role of to) move(books, 'roleBonds', role, lock);
}
