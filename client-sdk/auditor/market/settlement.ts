/** After delivery: terms, settlements, and bills that come late. protocol/market.md, openSettlement, settle, lateBill. */
import { STATUS_DSO, STATUS_METER } from '@veilgrid/protocol/core/readings';
import { ensure } from '@veilgrid/protocol/errors';
import type { Bodies } from '@veilgrid/protocol/kinds';
import { groupOf, join, takeTags } from '../core/groups.js';
import type { Ledger } from '../core/ledger.js';
import { addNote, held, move } from '../core/money.js';
import { addReading } from '../core/readings.js';
import { type AuctionBook, lateEnd, type MarketBooks, type MarketRule } from './book.js';
import { auctionOf } from './order.js';
import { ensureOpened, settleSignals, termsOf } from './settling.js';

export const openSettlement: MarketRule<'openSettlement'> = (ledger, body) => {
  const { books, time } = ledger;
  const auction = auctionOf(books, body.auctionId);
  const due = time >= auction.terms.settleFrom && time < lateEnd(ledger, auction);
  ensure(due && auction.sealed.outcome !== 'open', 'SETTLEMENT_NOT_OPEN');
  const group = groupOf(books, auction.id);
  ensure(group.terms === undefined, 'TERMS_EXIST');
  ensure(body.terms === termsOf(ledger, auction, false), 'TERMS_MISMATCH', { field: 'terms' });
  group.terms = body.terms;
};

export const settle: MarketRule<'settle'> = (ledger, body, context) => {
  const auction = auctionOf(ledger.books, body.auctionId);
  const { settleFrom, settleEnd } = auction.terms;
  ensure(ledger.time >= settleFrom && ledger.time < settleEnd, 'SETTLEMENT_NOT_OPEN');
  enterBill(ledger, auction, body);
  join(ledger, auction.id, { ...body, counts: body.status === STATUS_METER });
  addReading(ledger, auction.id, body.readingCommitment);
  addNote(ledger, body.refundCm);
  return [settleSignals(ledger, auction, body, context)];
};

/** One bill an order; the status that the list asks for, or any where it was struck. */
function enterBill(
  ledger: Ledger<MarketBooks>,
  auction: AuctionBook,
  { nf, tagA, status, open }: Bodies['settle'] | Bodies['lateBill'],
): void {
  ensureOpened(ledger, auction);
  const { settled, status: list } = auction;
  ensure(!settled.has(nf), 'ALREADY_SETTLED', { field: 'nf' });
  settled.add(nf);
  const due = list.listed.has(tagA) ? STATUS_DSO : STATUS_METER;
  const either = list.struck.has(tagA) && [STATUS_DSO, STATUS_METER].includes(status);
  ensure(status === due || either, 'STATUS_WRONG', { field: 'status' });
  ensure(open === 0 || open === 1, 'VALUE_OUT_OF_RANGE', { field: 'open' });
}

export const lateBill: MarketRule<'lateBill'> = (ledger, body, context) => {
  const { books, genesis, time } = ledger;
  const auction = auctionOf(books, body.auctionId);
  ensure(time >= auction.terms.settleEnd && time < lateEnd(ledger, auction), 'LATE_BILL_CLOSED');
  enterBill(ledger, auction, body);
  takeTags(groupOf(books, auction.id), body);
  const { paid, deposit } = body;
  ensure(auction.terms.tiers.includes(deposit), 'DEPOSIT_NOT_A_TIER', { field: 'deposit' });
  ensure(paid <= deposit, 'VALUE_OUT_OF_RANGE', { field: 'paid' });
  const rest = deposit - paid;
  const most = rest < genesis.lateFee ? rest : genesis.lateFee;
  const fee = paid > 0n ? most : 0n;
  const { late, published } = auction;
  late.count++;
  late.deposits += deposit;
  late.paid += paid;
  late.fees += fee;
  if (published) {
    ensure(published.held >= paid + fee && held(books, 'held') >= paid + fee, 'HELD_EXHAUSTED');
    published.held -= paid + fee;
    move(books, 'held', 'shielded', paid);
    move(books, 'held', 'issuer', fee);
  }
  addNote(ledger, body.refundCm);
  return [settleSignals(ledger, auction, body, context)];
};
