/** One tree over a day's readings of an area, of few levels. docs/protocol/flexibility.md "Readings". */
import type { Hasher } from '../core/crypto/hash.js';
import { capacity, emptyRoots, hashChildren, type MerklePath } from '../core/crypto/tree.js';
import { ARITY, type Params } from '../params.js';

/** How many chunks such a tree holds. */
export function chunksMost({ orderDepth, chunkDepth }: Params): number {
  return capacity(orderDepth - chunkDepth);
}

/** The levels of such a tree from its chunks up; the nodes that are not there are empty trees. */
function levelsOf(hasher: Hasher, { orderDepth, chunkDepth }: Params, chunks: readonly bigint[]): bigint[][] {
  const empty = emptyRoots(hasher, orderDepth);
  const levels = [chunks.length > 0 ? [...chunks] : [empty[chunkDepth]!]];
  for (let height = chunkDepth; height < orderDepth; height++) {
    const nodes = levels.at(-1)!;
    const parents = Math.ceil(nodes.length / ARITY);
    levels.push(
      Array.from({ length: parents }, (_, i) => hashChildren(hasher, siblings(nodes, i, empty[height]!))),
    );
  }
  return levels;
}

function siblings(nodes: readonly bigint[], parent: number, empty: bigint): bigint[] {
  return Array.from({ length: ARITY }, (_, j) => nodes[parent * ARITY + j] ?? empty);
}

/** @param chunks roots of depth chunkDepth, at most `chunksMost` */
export function readRootOf(hasher: Hasher, params: Params, chunks: readonly bigint[]): bigint {
  return levelsOf(hasher, params, chunks).at(-1)![0]!;
}

/** Of a chunk: all eight children of every ancestor, from its own level up; the chunk's own path goes before it. */
export function chunkPath(
  hasher: Hasher,
  params: Params,
  chunks: readonly bigint[],
  index: number,
): MerklePath {
  const { orderDepth, chunkDepth } = params;
  const empty = emptyRoots(hasher, orderDepth);
  return levelsOf(hasher, params, chunks)
    .slice(0, -1)
    .map((nodes, i) => siblings(nodes, Math.floor(index / ARITY ** (i + 1)), empty[chunkDepth + i]!));
}
