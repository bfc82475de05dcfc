/** The one list of a book that its operator opens. docs/protocol/core/books.md, releaseShare. */
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import { fold } from '@veilgrid/protocol/core/lists';
import { ensure } from '@veilgrid/protocol/errors';
import type { NamedBook } from './followedBook.js';

/** What a book is made of. */
export interface BookList<E> {
  readonly id: bigint;
  /** Commitments of public entries, which stand first. */
  readonly first: readonly bigint[];
  /** A page of the sealed ones, as a node has them. @param from among the sealed ones */
  readonly sealed: (from: number) => Promise<readonly E[]>;
}

/**
 * The node's list, if it is the one that the regulator signed: one more or less of somebody's entries, cleared again
 * and again, would open them one by one.
 * @throws ProtocolError BOOK_UNVERIFIED
 */
export async function namedEntries<E extends { readonly c: bigint }>(
  hasher: Hasher,
  { id, first, sealed }: BookList<E>,
  { count, fold: named }: NamedBook,
): Promise<E[]> {
  const entries: E[] = [];
  const listed = () => first.length + entries.length;
  while (listed() < count) {
    const items = await sealed(entries.length);
    ensure(items.length > 0, 'BOOK_UNVERIFIED', { field: 'orders', orders: listed(), named: count });
    entries.push(...items);
  }
  const end = [...first, ...entries.map(({ c }) => c)].reduce((at, c) => fold(hasher, at, c), id);
  const same = listed() === count && end === named;
  ensure(same, 'BOOK_UNVERIFIED', { field: 'orders', orders: listed(), named: count });
  return entries;
}
