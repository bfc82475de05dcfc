/** What silence costs: a lock lost to the orders of a void auction. protocol/market.md, voidAuction and publish. */
import type { CoreBooks } from '../core/books.js';
import { groupOf, membersOf } from '../core/groups.js';
import { entryCount } from '../core/sealedBooks.js';
import type { AuctionBook } from './book.js';

/** What every order has of it off its bill: its part, up to the top tier. */
export function shareOf({ sealed, terms }: AuctionBook): bigint {
  const orders = BigInt(entryCount(sealed));
  if (orders === 0n) return 0n;
  const part = sealed.forfeit / orders;
  const top = terms.tiers.at(-1)!;
  return part < top ? part : top;
}

/** Of a set that is published: all of it, and what no settlement had in its bill. */
export function forfeitsOf(books: CoreBooks, set: readonly AuctionBook[]) {
  let [forfeits, forfeitRest] = [0n, 0n];
  for (const auction of set) {
    const { forfeit } = auction.sealed;
    forfeits += forfeit;
    forfeitRest += forfeit - shareOf(auction) * BigInt(membersOf(groupOf(books, auction.id)));
  }
  return { forfeits, forfeitRest };
}
