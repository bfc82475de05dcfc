/** The connection points that an auction pinned: as they stood at its opening, whatever became of them since. */
import { type MerklePath, Tree8 } from '@veilgrid/protocol/core/crypto/tree';
import { pointLeaf } from '@veilgrid/protocol/core/points';
import { ensure } from '@veilgrid/protocol/errors';
import { allItems } from '../../client/submit.js';
import type { AuctionEntry, PointEntry, WalletContext } from '../../wallet/context.js';

/** By position, revoked ones too. */
export type PinnedPoints = ReadonlyMap<number, PointEntry>;

export function fetchPointChanges({ api }: Pick<WalletContext, 'api'>): Promise<PointEntry[]> {
  return allItems((query) => api.pointChanges({ query }));
}

export function pinnedBy(
  { pointChanges }: Pick<AuctionEntry, 'pointChanges'>,
  changes: readonly PointEntry[],
): PinnedPoints {
  return new Map(changes.slice(0, pointChanges).map((change) => [change.position, change]));
}

/** The wallet's own live points. */
export function ownPoints({ keys }: Pick<WalletContext, 'keys'>, points: PinnedPoints): PointEntry[] {
  return [...points.values()].filter((p) => p.ownerPk === keys.ownerPk && !p.revoked);
}

/**
 * The wallet's own point.
 * @param position may be left out by a wallet with a single point
 * @throws ProtocolError POSITION_EMPTY
 */
export function ownPoint(
  ctx: Pick<WalletContext, 'keys'>,
  points: PinnedPoints,
  position?: number,
): PointEntry {
  const candidates = ownPoints(ctx, points).filter((p) => position === undefined || p.position === position);
  ensure(candidates.length === 1, 'POSITION_EMPTY', { field: 'position', candidates: candidates.length });
  return candidates[0]!;
}

/** Path of `point` under the root that the auction pinned. @throws ProtocolError POINT_NOT_PINNED */
export function pinnedPath(
  { hasher, genesis }: Pick<WalletContext, 'hasher' | 'genesis'>,
  points: PinnedPoints,
  point: PointEntry,
  pointRoot: bigint,
): MerklePath {
  ensure(pointLeaf(hasher, point) === point.leaf, 'POINT_NOT_PINNED', { field: 'leaf' });
  const size = [...points.keys()].reduce((most, position) => Math.max(most, position + 1), 0);
  const leaves = Array.from({ length: size }, (_, position) => points.get(position)?.leaf ?? 0n);
  const tree = new Tree8(hasher, genesis.params.pointDepth, leaves);
  ensure(tree.root === pointRoot, 'POINT_NOT_PINNED', { field: 'pointRoot', position: point.position });
  return tree.path(point.position);
}
