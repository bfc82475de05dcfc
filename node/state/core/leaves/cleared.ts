/**
 * Which trees have a leaf that falls with the point at its position. It stands in the state, as core knows no module
 * whose trees these are. Relies on putLeaf to enter each. protocol/core/leaves.md "Cleared by a change of the point".
 */
import { byteList, container, recordsOf, U8 } from '@veilgrid/protocol/core/ssz';
import { keys } from '../keys.js';
import { read, write } from '../record.js';
import type { StateView, StateWriter } from '../view.js';
import type { LeafBook } from './book.js';

const MAX_HOLDERS = 256;
const Holders = recordsOf(container({ tree: byteList(256), depth: U8 }), MAX_HOLDERS);

export function holdersAt(view: StateView, position: number): LeafBook[] {
  return (read(view, keys.leafHolders(position), Holders) ?? []).map(({ tree, depth }) => ({
    tree: new TextDecoder().decode(tree),
    depth,
    clearedByPoint: true,
  }));
}

/** Enters the book's tree at the position, once. */
export function fallsWithPoint(writer: StateWriter, book: LeafBook, position: number): void {
  const holders = holdersAt(writer, position);
  if (holders.some(({ tree }) => tree === book.tree)) return;
  const records = [...holders, book].map(({ tree, depth }) => ({
    tree: new TextEncoder().encode(tree),
    depth,
  }));
  write(writer, keys.leafHolders(position), Holders, records);
}

export function releaseHolders(writer: StateWriter, position: number): void {
  if (holdersAt(writer, position).length > 0) writer.delete(keys.leafHolders(position));
}
