/** A sealed order, and the note that pays its deposit. */
import { isValidKey } from '@veilgrid/protocol/core/crypto/babyjub';
import { mod } from '@veilgrid/protocol/core/crypto/field';
import { zoneTariff } from '@veilgrid/protocol/core/points';
import { ensure, fail } from '@veilgrid/protocol/errors';
import { addNote, ensureMoney, spendNote } from '../core/money.js';
import { ensureEntry, enter } from '../core/sealedBooks.js';
import type { AuctionBook, MarketBooks, MarketRule } from './book.js';

/** @throws ProtocolError AUCTION_UNKNOWN */
export function auctionOf({ auctions }: MarketBooks, id: bigint): AuctionBook {
  const auction = auctions.get(id);
  if (!auction) throw fail('AUCTION_UNKNOWN', { field: 'auctionId' });
  return auction;
}

export const order: MarketRule<'order'> = (ledger, body, context) => {
  const { books } = ledger;
  const auction = auctionOf(books, body.auctionId);
  const { terms, market, sealed } = auction;
  ensureEntry(ledger, sealed, body.c);
  ensureMoney(body.asset);
  ensure(terms.tiers.includes(body.deposit), 'DEPOSIT_NOT_A_TIER', { field: 'deposit' });
  ensure(!books.bids.has(body.nfBid), 'ORDER_EXISTS', { field: 'nfBid' });
  ensure(isValidKey({ x: body.ephemeralX, y: body.ephemeralY }), 'EPHEMERAL_INVALID');
  spendNote(ledger, body.nfNote, body.noteRoot);
  addNote(ledger, body.changeCm);
  books.bids.add(body.nfBid);
  enter(ledger, sealed, body.c);
  auction.deposits += body.deposit;
  const signals = [
    ...[body.nfNote, body.nfBid, body.changeCm, body.c, body.ephemeralX, body.ephemeralY, ...body.ct],
    ...[context, auction.id, auction.pointRoot, body.noteRoot, body.asset],
    ...[zoneTariff(terms.zone, terms.tariffId), body.deposit, mod(market.floor), market.tick],
    ...[mod(market.collateral), mod(market.minExport), sealed.key.x, sealed.key.y],
  ];
  return [signals];
};
