/** Leaves at positions as a wallet rebuilds them from their log of changes. protocol/core/leaves.md. */
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import { Tree8 } from '@veilgrid/protocol/core/crypto/tree';
import type { LeafChange } from '@veilgrid/protocol/core/leaves';
import { ensure } from '@veilgrid/protocol/errors';

/** The tree that changes lead to; of a position the last one counts. */
export function leafTree(hasher: Hasher, depth: number, changes: Iterable<LeafChange>): Tree8 {
  const leaves: bigint[] = [];
  for (const { position, leaf } of changes) {
    while (leaves.length < position) leaves.push(0n);
    leaves[position] = leaf;
  }
  return new Tree8(hasher, depth, leaves);
}

/**
 * The tree of a day.
 * @param log all changes, in order, those after the day too
 * @param day what is said of it: its root, and how many changes had led there
 * @throws ProtocolError ROOT_MISMATCH where these changes do not lead to this root
 */
export function leavesOfDay(
  hasher: Hasher,
  depth: number,
  log: readonly LeafChange[],
  { root, changes }: { readonly root: bigint; readonly changes: number },
): Tree8 {
  const tree = leafTree(hasher, depth, log.slice(0, changes));
  ensure(log.length >= changes && tree.root === root, 'ROOT_MISMATCH', { field: 'root' });
  return tree;
}
