/**
 * Auctions: a sealed book (core/books), with the market's data, its settlement and what it is worth beside it. Relies
 * on openAuction for times that ascend and terms within bounds; nothing of them is checked again.
 * protocol/market.md "Auction".
 */
import { container, Fr, type Infer, Money, U32 } from '@veilgrid/protocol/core/ssz';
import { fail } from '@veilgrid/protocol/errors';
import { auctionTerms, type MarketData, marketData } from '@veilgrid/protocol/market/auction';
import { forfeitShare } from '@veilgrid/protocol/market/bond';
import { type Book, requireBook } from '../core/books/book.js';
import { entriesOf } from '../core/books/entries.js';
import { mustRead, page, read, readCount, write } from '../core/record.js';
import { requireTariff } from '../core/tariffs.js';
import type { StateContext, StateView, StateWriter } from '../core/view.js';
import { keys } from './keys.js';

/** Of these the book has its own. */
const { gate, release, close, ...ownTerms } = auctionTerms;

/** Written at opening, never again. */
const AuctionRecord = container({
  auctionId: Fr,
  ...ownTerms,
  /** The day's points. */
  pointRoot: Fr,
  /** How many changes of points had led there. */
  pointChanges: U32,
  /** Locked from the supplier. */
  bond: Money,
  /** What of it stands for one point at most, without rounding. */
  largestBond: Money,
});
type AuctionRecord = Infer<typeof AuctionRecord>;

export interface Auction extends AuctionRecord, Book {
  /** Each order's, of what the silent role of a void auction lost. */
  readonly share: bigint;
}

export function getAuction(view: StateView, id: bigint): Auction | undefined {
  const record = read(view, keys.auction(id), AuctionRecord);
  if (!record) return undefined;
  const book = requireBook(view, id);
  // Nothing was appended since the gate, so this is the number of orders that there will be.
  const share =
    book.forfeit === 0n ? 0n : forfeitShare(book.forfeit, entriesOf(view, id).count, record.tiers);
  return { ...record, ...book, share };
}

/** @throws ProtocolError AUCTION_UNKNOWN */
export function requireAuction(view: StateView, id: bigint): Auction {
  const auction = getAuction(view, id);
  if (!auction) throw fail('AUCTION_UNKNOWN', { field: 'auctionId' });
  return auction;
}

export function auctionCount(view: StateView): number {
  return readCount(view, keys.auctionCount);
}

/** Auctions in order of opening. */
export function listAuctions(view: StateView, from: number, limit: number): Auction[] {
  return page(auctionCount(view), from, limit).map((index) =>
    requireAuction(view, mustRead(view, keys.auctionAt(index), Fr)),
  );
}

/** As bills are computed: after a forfeit with each order's share off the fixed charge. */
export function marketOf(ctx: StateContext, view: StateView, auction: Auction): MarketData {
  const tariff = requireTariff(ctx.genesis.profile, view, auction.tariffId, auction.day);
  return marketData(auction, tariff, auction.share);
}

export function putAuction(writer: StateWriter, record: AuctionRecord): void {
  const { auctionId } = record;
  write(writer, keys.auction(auctionId), AuctionRecord, record);
  const index = auctionCount(writer);
  write(writer, keys.auctionAt(index), Fr, auctionId);
  write(writer, keys.auctionCount, U32, index + 1);
}

/** From this time (Unix seconds) on no late bill of an auction is taken. */
export function lateBillsEnd({ genesis }: StateContext, { settleEnd }: Auction): bigint {
  return settleEnd + BigInt(genesis.windows.late);
}
