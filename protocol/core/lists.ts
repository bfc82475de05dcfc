/** Append-only lists: their running hash, and their tree by its frontier. */
import { ARITY } from '../params.js';
import { TAGS } from '../tags.js';
import { type Hasher, hash } from './crypto/hash.js';
import { capacity, emptyRoots, hashChildren } from './crypto/tree.js';

/** Running hash of an append-only list; starts at the id of what it is the list of. */
export function fold(hasher: Hasher, current: bigint, item: bigint): bigint {
  return hash(hasher, TAGS.FOLD, [current, item]);
}

/** The rightmost, still open group of children at every height of an append-only tree. */
export interface Frontier {
  count: number;
  /** open[h]: up to seven complete children at height h. */
  open: bigint[][];
}

export function emptyFrontier(depth: number): Frontier {
  return { count: 0, open: Array.from({ length: depth }, () => []) };
}

/** A new frontier with `leaf` appended; amortised one hash a leaf beside `frontierRoot`. */
export function appendLeaf(hasher: Hasher, frontier: Frontier, leaf: bigint): Frontier {
  const depth = frontier.open.length;
  if (frontier.count >= capacity(depth)) throw new RangeError('tree is full');
  const open = frontier.open.map((children) => [...children]);
  let node = leaf;
  for (let h = 0; h < depth; h++) {
    open[h]!.push(node);
    // The last leaf of a full tree keeps its top group, or the root would be lost.
    if (open[h]!.length < ARITY || h === depth - 1) break;
    node = hashChildren(hasher, open[h]!);
    open[h] = [];
  }
  return { count: frontier.count + 1, open };
}

export function frontierRoot(hasher: Hasher, frontier: Frontier): bigint {
  const depth = frontier.open.length;
  const empty = emptyRoots(hasher, depth);
  let node = 0n;
  for (let h = 0; h < depth; h++) {
    const children = [...frontier.open[h]!];
    if (children.length < ARITY) children.push(node);
    while (children.length < ARITY) children.push(empty[h]!);
    node = hashChildren(hasher, children);
  }
  return node;
}
