/** One tree over a day's readings of an area, of few levels. docs/protocol/flexibility.md "Readings". */
import type { Hasher } from '../core/crypto/hash.js';
import { capacity, emptyRoots, hashChildren } from '../core/crypto/tree.js';
import { ARITY, type Params } from '../params.js';

/** How many chunks such a tree holds. */
export function chunksMost({ orderDepth, chunkDepth }: Params): number {
  return capacity(orderDepth - chunkDepth);
}

/** @param chunks roots of depth chunkDepth, at most `chunksMost` */
export function readRootOf(hasher: Hasher, params: Params, chunks: readonly bigint[]): bigint {
  const { orderDepth, chunkDepth } = params;
  const empty = emptyRoots(hasher, orderDepth);
  let nodes = chunks.length > 0 ? [...chunks] : [empty[chunkDepth]!];
  for (let height = chunkDepth; height < orderDepth; height++) {
    const parents = Math.ceil(nodes.length / ARITY);
    nodes = Array.from({ length: parents }, (_, i) =>
      hashChildren(
        hasher,
        Array.from({ length: ARITY }, (__, j) => nodes[i * ARITY + j] ?? empty[height]!),
      ),
    );
  }
  return nodes[0]!;
}
