/**
 * What happens to readings' trees at the end of a block: those whose time has come freeze, in the order of their times,
 * then of opening. Their roots go into the log and into a tree of their own, which only grows and whose roots after a
 * block are accepted for ever. A freeze is its tree's root and a leaf of that one; of any number that are due at
 * once, a block takes MAX_FROZEN. protocol/core/readings.md "Freezing".
 */
import { CORE_LOG } from '@veilgrid/protocol/core/groups/log';
import { Fr } from '@veilgrid/protocol/core/ssz';
import { FROZEN_DEPTH, MAX_FROZEN } from '@veilgrid/protocol/params';
import { keys } from '../keys.js';
import { append, isAccepted, leafCount, type SealedTree, seal, sealedRoot } from '../lists/sealedTree.js';
import { writeLog } from '../log.js';
import { mustRead, page, write } from '../record.js';
import type { StateContext, StateView, StateWriter } from '../view.js';
import { dequeue, firstWaiting } from './queue.js';
import { FrozenReadings, leavesOf } from './tree.js';

const ROOTS: SealedTree = {
  frontier: keys.readingRootsFrontier,
  root: keys.readingRootsRoot,
  accepted: keys.acceptedReadingRoots,
  depth: () => FROZEN_DEPTH,
};

/** At the end of a block, and of genesis: what is due, and the root over all that froze. */
export function sealReadings(ctx: StateContext, writer: StateWriter): void {
  const before = frozenCount(writer);
  let next = firstWaiting(writer);
  while (next && next.freezes <= ctx.time && frozenCount(writer) < before + MAX_FROZEN) {
    dequeue(writer);
    freeze(ctx, writer, next.id);
    next = firstWaiting(writer);
  }
  seal(ctx, writer, ROOTS);
  const count = frozenCount(writer);
  if (count > before) writeLog(ctx, writer, CORE_LOG.readingRoots, { count, root: readingRootsRoot(writer) });
}

function freeze(ctx: StateContext, writer: StateWriter, id: bigint): void {
  const { count, root } = leavesOf(ctx, writer, id);
  const place = append(ctx, writer, ROOTS, root);
  write(writer, keys.frozenReadings(id), FrozenReadings, { place, count, root });
  write(writer, keys.frozenReadingsAt(place), Fr, id);
  writeLog(ctx, writer, CORE_LOG.readings, { auctionId: id, count, root });
}

export function frozenCount(view: StateView): number {
  return leafCount(view, ROOTS);
}

/** Of the tree over frozen roots, after the last block. */
export function readingRootsRoot(view: StateView): bigint {
  return sealedRoot(view, ROOTS);
}

/** Whether this was the root over frozen roots after some block. */
export function isReadingRootsRoot(view: StateView, root: bigint): boolean {
  return isAccepted(view, ROOTS, root);
}

/** What froze, in order. */
export function listFrozen(
  view: StateView,
  from: number,
  limit: number,
): { readonly id: bigint; readonly root: bigint }[] {
  return page(frozenCount(view), from, limit).map((place) => {
    const id = mustRead(view, keys.frozenReadingsAt(place), Fr);
    return { id, root: mustRead(view, keys.frozenReadings(id), FrozenReadings).root };
  });
}
