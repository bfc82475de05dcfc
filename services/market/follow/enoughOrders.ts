import { ensureEnoughEntries } from '../../core/books/ensureEnoughEntries.js';
import { type FollowedAuction, followedAuction, type OrderBooks } from './orders.js';

const sizeOf = ({ day, count }: FollowedAuction) => ({ day, entries: count });

/**
 * Compares a book with those of its zone and tariff.
 * @param few that a person has looked at it
 * @throws ProtocolError BOOK_UNVERIFIED
 */
export function ensureEnoughOrders(book: OrderBooks, auctionId: bigint, few: boolean): void {
  const auction = followedAuction(book, auctionId);
  const { zone, tariffId } = auction;
  const others = Object.values(book.auctions).filter((o) => o.zone === zone && o.tariffId === tariffId);
  ensureEnoughEntries(sizeOf(auction), others.map(sizeOf), few);
}
