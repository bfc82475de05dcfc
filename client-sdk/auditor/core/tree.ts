/**
 * 8-ary trees by nodes: written a second time, so that the node's roots are checked by other code.
 * protocol/core.md "Trees".
 */
import { type Hasher, hash } from '@veilgrid/protocol/core/crypto/hash';
import { ARITY } from '@veilgrid/protocol/params';
import { TAGS } from '@veilgrid/protocol/tags';

/** An 8-ary tree as plain data: levels[h] holds the nodes of height h; a missing one is an empty subtree. */
export interface Tree {
  readonly levels: readonly Map<number, bigint>[];
  /** Root of an empty subtree by height. */
  readonly empty: readonly bigint[];
}

export function newTree(hasher: Hasher, depth: number): Tree {
  const empty = [0n];
  for (let h = 0; h < depth; h++) empty.push(hash(hasher, TAGS.TREE, Array<bigint>(ARITY).fill(empty[h]!)));
  return { levels: empty.map(() => new Map()), empty };
}

/** Puts a leaf and rehashes its ancestors. */
export function putLeaf(hasher: Hasher, { levels, empty }: Tree, index: number, leaf: bigint): void {
  levels[0]!.set(index, leaf);
  for (let h = 1, i = index; h < levels.length; h++) {
    i = Math.floor(i / ARITY);
    const below = levels[h - 1]!;
    const children = Array.from({ length: ARITY }, (_, j) => below.get(ARITY * i + j) ?? empty[h - 1]!);
    levels[h]!.set(i, hash(hasher, TAGS.TREE, children));
  }
}

/** The root of a tree as the auditor keeps it. */
export function rootOf({ levels, empty }: Tree): bigint {
  return levels.at(-1)!.get(0) ?? empty.at(-1)!;
}

/** Leaves that fit. */
export function roomOf({ levels }: Tree): number {
  return ARITY ** (levels.length - 1);
}
