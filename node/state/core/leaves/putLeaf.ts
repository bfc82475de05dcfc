/**
 * Changes of a book of leaves: by its room, or by a change of the point at the position. Relies on the room to have
 * checked position and leaf. protocol/core/leaves.md.
 */
import type { StateContext, StateWriter } from '../view.js';
import type { LeafBook } from './book.js';
import { appendLeafChange } from './changes.js';
import { fallsWithPoint, holdersAt, releaseHolders } from './cleared.js';
import { keepDayRoot } from './days.js';
import { leafAt, putNode } from './tree.js';

/** @param leaf 0 takes it out */
export function putLeaf(
  ctx: StateContext,
  writer: StateWriter,
  book: LeafBook,
  position: number,
  leaf: bigint,
): void {
  keepDayRoot(ctx, writer, book);
  appendLeafChange(writer, book, { position, leaf });
  putNode(ctx, writer, book, position, leaf);
  if (book.clearedByPoint) fallsWithPoint(writer, book, position);
}

/** The point at the position is not what it was: leaves that speak of it go. */
export function clearLeaves(ctx: StateContext, writer: StateWriter, position: number): void {
  for (const book of holdersAt(writer, position)) {
    if (leafAt(writer, book, position) !== 0n) putLeaf(ctx, writer, book, position, 0n);
  }
  releaseHolders(writer, position);
}
