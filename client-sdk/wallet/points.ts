/** Own connection points, and their place in the tree an auction pinned. */
import { allItems } from '@veilgrid/protocol/client';
import { pointLeaf } from '@veilgrid/protocol/connection';
import { ensure, fail } from '@veilgrid/protocol/errors';
import { type MerklePath, Tree8 } from '@veilgrid/protocol/tree';
import type { PointEntry, WalletContext } from './context.js';

export function fetchPoints({ api }: Pick<WalletContext, 'api'>): Promise<PointEntry[]> {
  return allItems((query) => api.points({ query }));
}

/**
 * The wallet's own live point.
 * @param position may be left out by a wallet with a single point
 * @throws ProtocolError POSITION_EMPTY
 */
export function ownPoint(
  { keys }: Pick<WalletContext, 'keys'>,
  points: readonly PointEntry[],
  position?: number,
): PointEntry {
  const mine = points.filter((p) => p.ownerPk === keys.ownerPk && !p.revoked);
  const candidates = position === undefined ? mine : mine.filter((p) => p.position === position);
  ensure(candidates.length === 1, 'POSITION_EMPTY', { field: 'position', candidates: candidates.length });
  return candidates[0]!;
}

/**
 * Path of `point` under the root an auction pinned at its opening. Points enrolled since then are left
 * out again, latest first; where a point was changed since then, its old leaf is not to be had from the
 * list, and the path must have been asked for before.
 * @throws ProtocolError POINT_NOT_PINNED
 */
export function pinnedPath(
  { hasher, genesis }: Pick<WalletContext, 'hasher' | 'genesis'>,
  points: readonly PointEntry[],
  point: PointEntry,
  pointRoot: bigint,
): MerklePath {
  const { pointDepth } = genesis.params;
  ensure(pointLeaf(hasher, point) === point.leaf, 'POINT_NOT_PINNED', { field: 'leaf' });
  const leaves = new Map(points.map((p) => [p.position, p.leaf]));
  const size = points.reduce((max, p) => Math.max(max, p.position + 1), 0);
  const tree = new Tree8(
    hasher,
    pointDepth,
    Array.from({ length: size }, (_, i) => leaves.get(i) ?? 0n),
  );
  for (const { position } of [...points].reverse()) {
    if (tree.root === pointRoot) break;
    tree.set(position, 0n);
  }
  if (tree.root !== pointRoot || tree.leaf(point.position) !== point.leaf) {
    throw fail('POINT_NOT_PINNED', { field: 'pointRoot', position: point.position });
  }
  return tree.path(point.position);
}
