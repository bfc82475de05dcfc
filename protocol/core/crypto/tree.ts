/** 8-ary Poseidon trees. Position is bound only where the leaf contains it (no index bits). */
import { ARITY } from '../../params.js';
import { TAGS } from '../../tags.js';
import { type Hasher, hash } from './hash.js';

/** All eight children of every ancestor, leaf level first. */
export type MerklePath = readonly (readonly bigint[])[];

export function hashChildren(hasher: Hasher, children: readonly bigint[]): bigint {
  return hash(hasher, TAGS.TREE, children);
}

/** Root of an empty subtree by height; height 0 is the empty leaf. */
export function emptyRoots(hasher: Hasher, depth: number): bigint[] {
  const roots = [0n];
  for (let i = 0; i < depth; i++) roots.push(hashChildren(hasher, Array(ARITY).fill(roots[i])));
  return roots;
}

export function capacity(depth: number): number {
  return ARITY ** depth;
}

/** Whether `leaf` stands under `root` by `path`; what the circuits prove, for callers outside them. */
export function verifyPath(hasher: Hasher, root: bigint, leaf: bigint, path: MerklePath): boolean {
  let node = leaf;
  for (const children of path) {
    if (!children.includes(node)) return false;
    node = hashChildren(hasher, children);
  }
  return node === root;
}

/** A whole tree in memory: wallets, operator and the connection point registry. */
export class Tree8 {
  readonly #hasher: Hasher;
  readonly #depth: number;
  readonly #empty: bigint[];
  /** #levels[h][i]: node i at height h; missing entries are empty subtrees. */
  readonly #levels: bigint[][];

  constructor(hasher: Hasher, depth: number, leaves: readonly bigint[] = []) {
    this.#hasher = hasher;
    this.#depth = depth;
    this.#empty = emptyRoots(hasher, depth);
    if (leaves.length > capacity(depth)) throw new RangeError('too many leaves');
    this.#levels = [[...leaves]];
    for (let h = 0; h < depth; h++) {
      const parents = Math.ceil(this.#levels[h]!.length / ARITY);
      this.#levels.push(
        Array.from({ length: parents }, (_, i) => hashChildren(hasher, this.#children(h, i))),
      );
    }
  }

  get size(): number {
    return this.#levels[0]!.length;
  }

  get root(): bigint {
    return this.#levels[this.#depth]![0] ?? this.#empty[this.#depth]!;
  }

  leaf(index: number): bigint {
    return this.#levels[0]![index] ?? 0n;
  }

  set(index: number, leaf: bigint): void {
    if (index < 0 || index >= capacity(this.#depth)) throw new RangeError('leaf index out of range');
    this.#put(0, index, leaf);
    for (let h = 0, i = index; h < this.#depth; h++) {
      i = Math.floor(i / ARITY);
      this.#put(h + 1, i, hashChildren(this.#hasher, this.#children(h, i)));
    }
  }

  append(leaf: bigint): void {
    this.set(this.size, leaf);
  }

  /** The tree as it was with this many leaves. */
  truncate(size: number): void {
    if (size < 0 || size > this.size) throw new RangeError('no such size');
    for (let h = 0, length = size; h <= this.#depth; h++, length = Math.ceil(length / ARITY)) {
      this.#levels[h]!.length = length;
      // The last node of a level loses children; all before it keep theirs.
      if (h > 0 && length > 0) {
        this.#levels[h]![length - 1] = hashChildren(this.#hasher, this.#children(h - 1, length - 1));
      }
    }
  }

  path(index: number): MerklePath {
    if (index < 0 || index >= this.size) throw new RangeError('no such leaf');
    return Array.from({ length: this.#depth }, (_, h) =>
      this.#children(h, Math.floor(index / ARITY ** (h + 1))),
    );
  }

  #put(height: number, index: number, node: bigint): void {
    const level = this.#levels[height]!;
    while (level.length < index) level.push(this.#empty[height]!);
    level[index] = node;
  }

  #children(height: number, parent: number): bigint[] {
    const level = this.#levels[height]!;
    return Array.from({ length: ARITY }, (_, j) => level[parent * ARITY + j] ?? this.#empty[height]!);
  }
}
