import { ensureEnoughEntries } from '../../core/books/ensureEnoughEntries.js';
import { type FollowedNeedBook, followedNeedBook, type NeedBooks } from './needBooks.js';

/** The buyer's steps hide nobody. */
const sizeOf = ({ day, count, steps }: FollowedNeedBook) => ({ day, entries: count - steps });

/**
 * Compares a need's book with those of its area.
 * @param few that a person has looked at it
 * @throws ProtocolError BOOK_UNVERIFIED
 */
export function ensureEnoughOffers(book: NeedBooks, needId: bigint, few: boolean): void {
  const need = followedNeedBook(book, needId);
  const others = Object.values(book.needBooks).filter(({ areaId }) => areaId === need.areaId);
  ensureEnoughEntries(sizeOf(need), others.map(sizeOf), few);
}
