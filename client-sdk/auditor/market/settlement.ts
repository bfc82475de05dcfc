/** After delivery: the status list, settlements, and days billed off the ledger. */
import { mod } from '@veilgrid/protocol/core/crypto/field';
import { STATUS_DSO, STATUS_METER } from '@veilgrid/protocol/core/readings';
import { ensure, fail } from '@veilgrid/protocol/errors';
import type { Bodies } from '@veilgrid/protocol/kinds';
import { emptyResult } from '@veilgrid/protocol/market/clearing';
import { LATE_BILL_SECONDS, MONEY } from '@veilgrid/protocol/params';
import { join } from '../core/groups.js';
import type { Ledger } from '../core/ledger.js';
import { addNote } from '../core/money.js';
import { rootOf } from '../core/tree.js';
import type { AuctionBook, MarketRule } from './book.js';
import { auctionOf } from './trading.js';

export const statusList: MarketRule<'statusList'> = ({ books, time }, body) => {
  const auction = auctionOf(books, body.auctionId);
  ensure(time >= auction.terms.gate && time < auction.terms.settleFrom, 'PHASE_WRONG');
  ensure(!auction.statusTags, 'STATUS_LIST_EXISTS');
  auction.statusTags = new Set(body.tags);
  ensure(auction.statusTags.size === body.tags.length, 'STATUS_LIST_INVALID', { field: 'tags' });
};

export const settle: MarketRule<'settle'> = (ledger, body, context) => {
  const auction = auctionOf(ledger.books, body.auctionId);
  const { settleFrom, settleEnd } = auction.terms;
  ensure(ledger.time >= settleFrom && ledger.time < settleEnd, 'SETTLEMENT_NOT_OPEN');
  const signals = settleSignals(ledger, auction, body, context);
  const status = auction.statusTags?.has(body.tagA) ? STATUS_DSO : STATUS_METER;
  ensure(body.status === status, 'STATUS_WRONG', { field: 'status' });
  consume(auction, body.nf);
  join(ledger, auction.id, body);
  addNote(ledger, body.refundCm);
  return signals;
};

/** A void auction has the result of a day without trades. */
function settleSignals(
  { genesis }: Ledger,
  auction: AuctionBook,
  body: Bodies['settle'],
  context: bigint,
): bigint[] {
  const result = auction.outcome === 'void' ? emptyResult(genesis.params) : auction.result;
  if (!result) throw fail('SETTLEMENT_NOT_OPEN');
  const { terms, market, share } = auction;
  return [
    ...[body.nf, body.readingCommitment, body.refundCm, body.tagA, body.tagB, body.short, ...body.lanes],
    ...[context, BigInt(body.status), auction.id, genesis.chainId, BigInt(terms.day)],
    ...[rootOf(auction.orders), MONEY, genesis.dsoDataKey.x, genesis.dsoDataKey.y],
    ...[mod(market.floor), market.tick, mod(market.fixedPerDay - share), result.traded],
    ...[...result.p, ...result.lambdaBuy, ...result.lambdaSell].map(BigInt),
    ...[...market.importPrice, ...market.exportPrice].map(mod),
    ...[...market.network, ...market.discount],
  ];
}

/** In this auction only: nothing proves whose nullifier a late bill names. */
function consume({ settled }: AuctionBook, nf: bigint): void {
  ensure(!settled.has(nf), 'ALREADY_SETTLED', { field: 'nf' });
  settled.add(nf);
}

export const lateBill: MarketRule<'lateBill'> = ({ books, time }, body) => {
  const auction = auctionOf(books, body.auctionId);
  const { settleEnd } = auction.terms;
  const open = time >= settleEnd && time < settleEnd + BigInt(LATE_BILL_SECONDS);
  ensure(open, 'LATE_BILL_CLOSED');
  consume(auction, body.nf);
};
