/** Connection points as they were pinned, by an auction at its opening for one, whatever became of them since. */
import type { MerklePath } from '@veilgrid/protocol/core/crypto/tree';
import { pointLeaf } from '@veilgrid/protocol/core/points';
import { ensure } from '@veilgrid/protocol/errors';
import type { RouteResponse } from '@veilgrid/protocol/routes';
import { allItems } from '../../client/submit.js';
import type { WalletContext } from '../../wallet/context.js';
import { leafTree } from '../leaves.js';

/** A connection point as one transaction left it: capacities in Wh, `dayLimit` in 1e-8 currency. */
export type PointEntry = RouteResponse<'pointChanges'>['items'][number];

/** Which of the wallet's points an action is for; a wallet with one point need not say. */
export interface PointChoice {
  readonly position?: number;
}

/** By position, revoked ones too. */
export type PinnedPoints = ReadonlyMap<number, PointEntry>;

export function fetchPointChanges({ api }: Pick<WalletContext, 'api'>): Promise<PointEntry[]> {
  return allItems((query) => api.pointChanges({ query }));
}

/** @param pin how many changes there were when it was made */
export function pinnedBy(
  { pointChanges }: { readonly pointChanges: number },
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

/** Path of `point` under the root that was pinned. @throws ProtocolError POINT_NOT_PINNED */
export function pinnedPath(
  { hasher, genesis }: Pick<WalletContext, 'hasher' | 'genesis'>,
  points: PinnedPoints,
  point: PointEntry,
  pointRoot: bigint,
): MerklePath {
  ensure(pointLeaf(hasher, point) === point.leaf, 'POINT_NOT_PINNED', { field: 'leaf' });
  const tree = leafTree(hasher, genesis.params.pointDepth, points.values());
  ensure(tree.root === pointRoot, 'POINT_NOT_PINNED', { field: 'pointRoot', position: point.position });
  return tree.path(point.position);
}
