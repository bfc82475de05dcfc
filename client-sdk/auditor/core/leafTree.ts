/** A tree of leaves as plain data, with all that it ever was. */
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import { newTree, type Tree } from './tree.js';

/** A tree of leaves, and every change of it with the root that it led to. */
export interface LeafTree {
  readonly tree: Tree;
  readonly history: {
    readonly time: bigint;
    readonly position: number;
    readonly leaf: bigint;
    readonly root: bigint;
  }[];
  /** A change of the point takes out the leaf at its position. */
  readonly clearedByPoint: boolean;
}

export function newLeafTree(hasher: Hasher, depth: number, clearedByPoint: boolean): LeafTree {
  return { tree: newTree(hasher, depth), history: [], clearedByPoint };
}
