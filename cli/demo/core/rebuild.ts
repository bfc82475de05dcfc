/** What anybody rebuilds from public lists and holds against what final blocks say. */
import { fetchFrozenRoots, fetchReadingTree } from '@veilgrid/client-sdk';
import { leafTree } from '@veilgrid/client-sdk/core/leaves';
import { PointHistory } from '@veilgrid/client-sdk/core/points/dayPoints';
import { type MerklePath, verifyPath } from '@veilgrid/protocol/core/crypto/tree';
import type { Access } from '../town/services.js';

export interface RebuiltReadings {
  readonly leaves: number;
  readonly root: bigint;
  /** Roots in the tree over all frozen ones. */
  readonly frozenRoots: number;
  /** Where the wallet's own leaf stands. */
  readonly ownLeaf: number;
  /** Leaf level first, all eight children of every ancestor. */
  readonly path: MerklePath;
  /** The path leads from the leaf to the root that a final block says, and the root is among the frozen ones. */
  readonly holds: boolean;
}

/**
 * @param leaves the public list, in the order in which they were accepted
 * @param own as the wallet found it by itself
 */
export async function rebuildReadings(
  access: Access,
  id: bigint,
  leaves: readonly bigint[],
  own: { readonly index: number; readonly path: MerklePath },
): Promise<RebuiltReadings> {
  const tree = await fetchReadingTree(access, id, leaves);
  const frozen = await fetchFrozenRoots(access);
  const leads = verifyPath(access.hasher, tree.root, leaves[own.index]!, own.path);
  return {
    leaves: leaves.length,
    root: tree.root,
    frozenRoots: frozen.leaves.length,
    ownLeaf: own.index,
    path: own.path,
    holds: leads && frozen.leaves.includes(tree.root),
  };
}

export interface RebuiltPoints {
  readonly points: number;
  readonly changes: number;
  readonly root: bigint;
  /** The list leads to the root that a final block's log says for the day. */
  readonly holds: boolean;
}

/** The points of a day: the list is held against the log's digest first, then its leaves against the root. */
export async function rebuildPoints(
  { api, genesis, hasher }: Pick<Access, 'api' | 'genesis' | 'hasher'>,
  day: number,
): Promise<RebuiltPoints> {
  const { points, root, changes } = await (await PointHistory.fetch({ api, genesis })).ofDay(day);
  const tree = leafTree(hasher, genesis.params.pointDepth, changes);
  return { points: points.size, changes: changes.length, root, holds: tree.root === root };
}
