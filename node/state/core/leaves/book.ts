/**
 * A book of leaves: one leaf a position, a log of changes, the tree over them, and its root of each day. What a leaf
 * hashes, its owner's key among it, and who may put it, is its room's, which relies on positions being checked here.
 * protocol/core/leaves.md.
 */
import { capacity } from '@veilgrid/protocol/core/crypto/tree';
import { ensure } from '@veilgrid/protocol/errors';

/** Which tree, and how deep. */
export interface LeafBook {
  /** Names it in the store, among all rooms' trees. */
  readonly tree: string;
  readonly depth: number;
  /** A change of the point at a leaf's position takes the leaf out, as it speaks of the point's record. */
  readonly clearedByPoint: boolean;
}

/** @throws ProtocolError POSITION_OUT_OF_RANGE */
export function checkPosition({ depth }: Pick<LeafBook, 'depth'>, position: number): void {
  ensure(position < capacity(depth), 'POSITION_OUT_OF_RANGE', { field: 'position' });
}
