/**
 * The log of changes of a book of leaves: by it anybody rebuilds the tree as it ever stood. Relies on whoever appends
 * to put the leaf too. protocol/core/leaves.md.
 */
import { LeafChange } from '@veilgrid/protocol/core/leaves';
import { U32 } from '@veilgrid/protocol/core/ssz';
import { keys } from '../keys.js';
import { mustRead, page, readCount, write } from '../record.js';
import type { StateView, StateWriter } from '../view.js';
import type { LeafBook } from './book.js';

type Named = Pick<LeafBook, 'tree'>;

export function leafChangeCount(view: StateView, { tree }: Named): number {
  return readCount(view, keys.leafChangeCount(tree));
}

export function getLeafChange(view: StateView, { tree }: Named, index: number): LeafChange {
  return mustRead(view, keys.leafChange(tree, index), LeafChange);
}

export function listLeafChanges(view: StateView, book: Named, from: number, limit: number): LeafChange[] {
  return page(leafChangeCount(view, book), from, limit).map((index) => getLeafChange(view, book, index));
}

export function appendLeafChange(writer: StateWriter, book: Named, change: LeafChange): void {
  const index = leafChangeCount(writer, book);
  write(writer, keys.leafChange(book.tree, index), LeafChange, change);
  write(writer, keys.leafChangeCount(book.tree), U32, index + 1);
}
