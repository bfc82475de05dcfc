import { ensure } from '@veilgrid/protocol/errors';
import { MIN_GROUP } from '@veilgrid/protocol/params';
import { type FollowedAuction, followedAuction, type OrderBooks } from './orders.js';

/** Days that a book is compared with. */
const DAYS_BEFORE = 7;

/**
 * A book below ten orders, or below half of the largest that its zone and tariff had in the seven days before, may be
 * a censor's: a few of its own orders around somebody's. A person says whether it is.
 * @param few that a person said so
 * @throws ProtocolError BOOK_UNVERIFIED
 */
export function ensureEnoughOrders(book: OrderBooks, auctionId: bigint, few: boolean): void {
  const auction = followedAuction(book, auctionId);
  const usual = Object.values(book.auctions)
    .filter((other) => isBefore(other, auction))
    .reduce((most, { count }) => Math.max(most, count), 0);
  const least = Math.max(MIN_GROUP, Math.ceil(usual / 2));
  const { count } = auction;
  ensure(few || count >= least, 'BOOK_UNVERIFIED', { field: 'orders', orders: count, least });
}

function isBefore(other: FollowedAuction, { zone, tariffId, day }: FollowedAuction): boolean {
  const near = other.day < day && other.day >= day - DAYS_BEFORE;
  return near && other.zone === zone && other.tariffId === tariffId;
}
