/**
 * The registry tree of connection points: sparse, by nodes. A leaf contains its position and is never 0, so a path
 * proves both. The root moves with every change; an auction pins the one of its opening.
 * protocol/core.md "Connection point".
 */
import { emptyRoots, hashChildren } from '@veilgrid/protocol/core/crypto/tree';
import { Fr } from '@veilgrid/protocol/core/ssz';
import { ARITY } from '@veilgrid/protocol/params';
import { keys } from '../keys.js';
import { read, write } from '../record.js';
import type { StateContext, StateView, StateWriter } from '../view.js';

/** Puts a leaf of the registry tree and rehashes its ancestors only. */
export function putPointLeaf(ctx: StateContext, writer: StateWriter, position: number, leaf: bigint): void {
  const { hasher, genesis } = ctx;
  const depth = genesis.params.pointDepth;
  const empty = emptyRoots(hasher, depth);
  write(writer, keys.pointNode(0, position), Fr, leaf);
  for (let h = 0, index = position; h < depth; h++) {
    index = Math.floor(index / ARITY);
    const children = Array.from(
      { length: ARITY },
      (_, i) => read(writer, keys.pointNode(h, index * ARITY + i), Fr) ?? empty[h]!,
    );
    write(writer, keys.pointNode(h + 1, index), Fr, hashChildren(hasher, children));
  }
}

export function pointRoot(ctx: StateContext, view: StateView): bigint {
  const depth = ctx.genesis.params.pointDepth;
  return read(view, keys.pointNode(depth, 0), Fr) ?? emptyRoots(ctx.hasher, depth)[depth]!;
}
