/**
 * The registry tree of connection points: leaves at positions. A leaf contains its position and is never 0, so a path
 * proves both. The root moves with every change; a day pins the one of its first opening.
 * protocol/core.md "Connection point".
 */
import type { LeafBook } from '../leaves/book.js';
import { putLeaf } from '../leaves/putLeaf.js';
import { leafRoot } from '../leaves/tree.js';
import type { StateContext, StateView, StateWriter } from '../view.js';

/** Its name, and that no point's change clears its own leaf. */
export const POINT_TREE = { tree: 'points', clearedByPoint: false } as const;

export function pointBook({ genesis }: Pick<StateContext, 'genesis'>): LeafBook {
  return { ...POINT_TREE, depth: genesis.params.pointDepth };
}

export function putPointLeaf(ctx: StateContext, writer: StateWriter, position: number, leaf: bigint): void {
  putLeaf(ctx, writer, pointBook(ctx), position, leaf);
}

export function pointRoot(ctx: StateContext, view: StateView): bigint {
  return leafRoot(ctx, view, pointBook(ctx));
}
