/**
 * The tree of a book of leaves: sparse, by nodes; an empty leaf is 0. Relies on the book for the depth, which is the
 * same at every call. protocol/core/leaves.md.
 */
import { emptyRoots, hashChildren } from '@veilgrid/protocol/core/crypto/tree';
import { Fr } from '@veilgrid/protocol/core/ssz';
import { ARITY } from '@veilgrid/protocol/params';
import { keys } from '../keys.js';
import { read, write } from '../record.js';
import type { StateContext, StateView, StateWriter } from '../view.js';
import type { LeafBook } from './book.js';

type Shape = Pick<LeafBook, 'tree' | 'depth'>;

/** Puts a leaf and rehashes its ancestors only. */
export function putNode(
  { hasher }: StateContext,
  writer: StateWriter,
  { tree, depth }: Shape,
  position: number,
  leaf: bigint,
): void {
  const empty = emptyRoots(hasher, depth);
  write(writer, keys.leafNode(tree, 0, position), Fr, leaf);
  for (let h = 0, index = position; h < depth; h++) {
    index = Math.floor(index / ARITY);
    const children = Array.from(
      { length: ARITY },
      (_, i) => read(writer, keys.leafNode(tree, h, index * ARITY + i), Fr) ?? empty[h]!,
    );
    write(writer, keys.leafNode(tree, h + 1, index), Fr, hashChildren(hasher, children));
  }
}

/** As the tree stands now. */
export function leafRoot({ hasher }: StateContext, view: StateView, { tree, depth }: Shape): bigint {
  return read(view, keys.leafNode(tree, depth, 0), Fr) ?? emptyRoots(hasher, depth)[depth]!;
}

/** 0 where there is none. */
export function leafAt(view: StateView, { tree }: Pick<Shape, 'tree'>, position: number): bigint {
  return read(view, keys.leafNode(tree, 0, position), Fr) ?? 0n;
}
