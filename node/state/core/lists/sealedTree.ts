/**
 * An append-only tree whose root is sealed at the end of a block and accepted for ever after. The tree only
 * grows, so an old root proves nothing that the newest would not. Relies on applyBlock to seal it, and on whoever
 * appends to have asked for room. docs/adr/003-note-roots-for-ever.md.
 */
import { appendLeaf, emptyFrontier, type Frontier, frontierRoot } from '@veilgrid/protocol/core/lists';
import { container, Fr, U64 } from '@veilgrid/protocol/core/ssz';
import type { Params } from '@veilgrid/protocol/params';
import { has, mark, mustRead, read, write } from '../record.js';
import type { StateContext, StateView, StateWriter } from '../view.js';
import { FrontierRecord, fromFrontier, toFrontier } from './frontier.js';

const SealedRoot = container({ count: U64, root: Fr });

/** Where a tree stands in the store. */
export interface SealedTree {
  readonly frontier: string;
  readonly root: string;
  readonly accepted: (root: bigint) => string;
  readonly depth: (params: Params) => number;
}

export function leafCount(view: StateView, tree: SealedTree): number {
  return Number(read(view, tree.frontier, FrontierRecord)?.count ?? 0n);
}

/** Root after the last block. */
export function sealedRoot(view: StateView, tree: SealedTree): bigint {
  return mustRead(view, tree.root, SealedRoot).root;
}

/** Whether this was the root at the end of some block. */
export function isAccepted(view: StateView, tree: SealedTree, root: bigint): boolean {
  return has(view, tree.accepted(root));
}

function frontierOf({ genesis }: StateContext, view: StateView, tree: SealedTree): Frontier {
  const record = read(view, tree.frontier, FrontierRecord);
  return record ? toFrontier(record) : emptyFrontier(tree.depth(genesis.params));
}

/** The tree must have room. @returns the leaf's index */
export function append(ctx: StateContext, writer: StateWriter, tree: SealedTree, leaf: bigint): number {
  const frontier = frontierOf(ctx, writer, tree);
  write(writer, tree.frontier, FrontierRecord, fromFrontier(appendLeaf(ctx.hasher, frontier, leaf)));
  return frontier.count;
}

/** At the end of a block: the root, if the tree grew. */
export function seal(ctx: StateContext, writer: StateWriter, tree: SealedTree): void {
  const frontier = frontierOf(ctx, writer, tree);
  const count = BigInt(frontier.count);
  if (read(writer, tree.root, SealedRoot)?.count === count) return;
  const root = frontierRoot(ctx.hasher, frontier);
  write(writer, tree.root, SealedRoot, { count, root });
  mark(writer, tree.accepted(root));
}
