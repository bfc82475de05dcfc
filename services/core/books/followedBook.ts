/**
 * Sealed books as those follow them who release and open them: what was put in, in final blocks, and what the regulator
 * signed of it. Modules say whose a book is. docs/protocol/core/books.md, releaseShare.
 */
import type { ReleaseShareBody } from '@veilgrid/protocol/core/books/releaseShare';
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import { fold } from '@veilgrid/protocol/core/lists';
import { bigint, count, element } from '@veilgrid/protocol/core/wire';
import { z } from 'zod';
import { impossible } from '../follower/watch.js';

/** A list of entries by its number and fold. */
const named = { count, fold: element };
export interface NamedBook {
  readonly count: number;
  readonly fold: bigint;
}

export const followedBookFields = {
  gate: bigint,
  ...named,
  /** What the regulator signed. */
  release: z.object({ scalar: element, ...named }).optional(),
};
const Stored = z.object(followedBookFields);
export type FollowedBook = z.output<typeof Stored>;
export type SignedRelease = NonNullable<FollowedBook['release']>;

/** @param first public entries, which the opening itself puts in */
export function openedBook(
  hasher: Hasher,
  id: bigint,
  gate: bigint,
  first: readonly bigint[] = [],
): FollowedBook {
  return { gate, count: first.length, fold: first.reduce((end, c) => fold(hasher, end, c), id) };
}

export function followEntry(hasher: Hasher, book: FollowedBook, c: bigint, time: bigint): void {
  if (time >= book.gate) throw impossible('an entry after the gate');
  book.count += 1;
  book.fold = fold(hasher, book.fold, c);
}

type Released = Pick<ReleaseShareBody, 'scalar' | 'count' | 'fold'>;

export function followRelease(book: FollowedBook, { scalar, ...of }: Released, time: bigint): void {
  const own = time >= book.gate && of.count === book.count && of.fold === book.fold;
  if (!own || book.release) throw impossible('a release of another book');
  book.release = { scalar, count: of.count, fold: of.fold };
}
