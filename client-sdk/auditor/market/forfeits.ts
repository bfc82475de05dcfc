/** What silence costs: a lock lost to the orders of a void auction. protocol/market.md, voidAuction and publish. */
import type { CoreBooks } from '../core/books.js';
import { groupOf, membersOf } from '../core/groups.js';
import { move } from '../core/money.js';
import type { AuctionBook } from './book.js';

/** The lock joins the deposits, and every order has its part of it off its bill, up to the top tier. */
export function forfeit(books: CoreBooks, auction: AuctionBook): void {
  const orders = BigInt(auction.folds.length - 1);
  const top = auction.terms.tiers.at(-1)!;
  move(books, 'roleBonds', 'shielded', auction.lock);
  auction.forfeit = auction.lock;
  if (orders > 0n) auction.share = auction.lock / orders < top ? auction.lock / orders : top;
}

/** Of a set that is published: all of it, and what no settlement had in its bill. */
export function forfeitsOf(books: CoreBooks, set: readonly AuctionBook[]) {
  let [forfeits, forfeitRest] = [0n, 0n];
  for (const auction of set) {
    forfeits += auction.forfeit;
    forfeitRest += auction.forfeit - auction.share * BigInt(membersOf(groupOf(books, auction.id)));
  }
  return { forfeits, forfeitRest };
}
