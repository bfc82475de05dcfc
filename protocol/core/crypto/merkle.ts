/**
 * The Merkle tree of RFC 6962 (SHA-256): binary, of any size, as a list grows. Leaves and nodes are hashed apart,
 * so that no node passes for a leaf. An inclusion path is checked as in RFC 9162, 2.1.3.2.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { concatBytes } from '@noble/hashes/utils.js';

/** Where a leaf stands, and its siblings from the leaf up. */
export interface MerkleProof {
  readonly index: number;
  /** Leaves of the tree. */
  readonly size: number;
  readonly path: readonly Uint8Array[];
}

/** The root of `size` leaves from `start` on, at least one. */
export type Subtree = (start: number, size: number) => Uint8Array;

export function leafHash(data: Uint8Array): Uint8Array {
  return sha256(concatBytes(Uint8Array.of(0), data));
}

export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  return sha256(concatBytes(Uint8Array.of(1), left, right));
}

/** Leaves of the left subtree: the largest power of two below `size`, which is at least 2. */
function leftOf(size: number): number {
  let left = 1;
  while (2 * left < size) left *= 2;
  return left;
}

/** @param leaves leaf hashes */
export function merkleRoot(leaves: readonly Uint8Array[]): Uint8Array {
  return leaves.length === 0 ? sha256(new Uint8Array()) : subtreesOf(leaves)(0, leaves.length);
}

/** @param leaves leaf hashes */
export function subtreesOf(leaves: readonly Uint8Array[]): Subtree {
  return subtreesFrom((start, size) => (size === 1 ? leaves[start]! : undefined));
}

/** Every subtree out of those that are known: the leaves at least. */
export function subtreesFrom(known: (...place: Parameters<Subtree>) => Uint8Array | undefined): Subtree {
  const root: Subtree = (start, size) => {
    const left = leftOf(size);
    return known(start, size) ?? nodeHash(root(start, left), root(start + left, size - left));
  };
  return root;
}

/** @param index below size */
export function merkleProof(subtree: Subtree, index: number, size: number): MerkleProof {
  const path: Uint8Array[] = [];
  const descend = (start: number, count: number): void => {
    if (count === 1) return;
    const left = leftOf(count);
    const right = index - start >= left;
    if (right) descend(start + left, count - left);
    else descend(start, left);
    path.push(right ? subtree(start, left) : subtree(start + left, count - left));
  };
  descend(0, size);
  return { index, size, path };
}

/** Whether a leaf stands under `root`: index and size only say how the path folds. */
export function provesLeaf(root: Uint8Array, leaf: Uint8Array, { index, size, path }: MerkleProof): boolean {
  const sound = Number.isSafeInteger(index) && Number.isSafeInteger(size) && index >= 0 && index < size;
  if (!sound || path.some(({ length }) => length !== 32)) return false;
  let node = leaf;
  let place = index;
  let last = size - 1;
  for (const sibling of path) {
    if (last === 0) return false;
    if (place % 2 === 1 || place === last) {
      node = nodeHash(sibling, node);
      // The last node of a level without a sibling stands on the level above as it is.
      while (place % 2 === 0 && place > 0) {
        place /= 2;
        last = Math.floor(last / 2);
      }
    } else {
      node = nodeHash(node, sibling);
    }
    place = Math.floor(place / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 && node.every((byte, i) => byte === root[i]) && root.length === 32;
}

/** An append-only tree by the roots of its full subtrees, the largest first: as many as `count` has bits set. */
export interface Peaks {
  readonly count: number;
  readonly peaks: readonly Uint8Array[];
}

/** @param leaf its hash */
export function appendPeak({ count, peaks }: Peaks, leaf: Uint8Array): Peaks {
  const next = [...peaks];
  let node = leaf;
  for (let full = count; full % 2 === 1; full = Math.floor(full / 2)) node = nodeHash(next.pop()!, node);
  return { count: count + 1, peaks: [...next, node] };
}

export function peaksRoot({ peaks }: Peaks): Uint8Array {
  if (peaks.length === 0) return merkleRoot([]);
  return peaks.reduceRight((right, left) => nodeHash(left, right));
}
