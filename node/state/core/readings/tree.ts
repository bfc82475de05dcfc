/**
 * Readings' trees: the commitments R of accepted statements, one tree for every id that a module opens, in order of
 * acceptance. They are hashed as they come, so that freezing one takes no more than its root. Relies on the module to
 * open an id once, with a time to freeze that is still to come, and to append no more than fit; that R opens to a signed
 * day is proven by the statement which brings it. protocol/core/readings.md.
 */
import { capacity, hashChildren } from '@veilgrid/protocol/core/crypto/tree';
import { appendLeaf, emptyFrontier, type Frontier, frontierRoot } from '@veilgrid/protocol/core/lists';
import { container, Fr, type Infer, U32, U64 } from '@veilgrid/protocol/core/ssz';
import { ensure } from '@veilgrid/protocol/errors';
import { FROZEN_DEPTH } from '@veilgrid/protocol/params';
import { keys } from '../keys.js';
import { FrontierRecord, fromFrontier, toFrontier } from '../lists/frontier.js';
import { mustRead, read, readCount, write } from '../record.js';
import type { StateContext, StateView, StateWriter } from '../view.js';
import { enqueue } from './queue.js';

/** `place`: among all that froze. */
export const FrozenReadings = container({ place: U32, count: U32, root: Fr });
export type FrozenReadings = Infer<typeof FrozenReadings>;

export interface ReadingTree {
  /** From this time (Unix seconds) on nothing is appended. */
  readonly freezes: bigint;
  readonly count: number;
  readonly root: bigint;
  /** Its place among all that froze; undefined until it has. */
  readonly frozen: number | undefined;
}

/** Every tree that is open has its place in the tree over frozen roots. */
export function ensureReadingTreeRoom(view: StateView): void {
  ensure(readCount(view, keys.readingTreeCount) < capacity(FROZEN_DEPTH), 'READING_TREES_FULL');
}

export function openReadingTree(
  writer: StateWriter,
  { id, freezes }: { readonly id: bigint; readonly freezes: bigint },
): void {
  const order = readCount(writer, keys.readingTreeCount);
  write(writer, keys.readingTreeCount, U32, order + 1);
  write(writer, keys.readingTree(id), U64, freezes);
  enqueue(writer, { freezes, order, id });
}

/** @throws Error after its time: a bug, for the root in the log would not be the tree's */
export function appendReading(ctx: StateContext, writer: StateWriter, id: bigint, commitment: bigint): void {
  if (ctx.time >= mustRead(writer, keys.readingTree(id), U64)) throw new Error('the tree is frozen');
  const frontier = frontierOf(ctx, writer, id);
  const next = appendLeaf(ctx.hasher, frontier, commitment);
  write(writer, keys.readingFrontier(id), FrontierRecord, fromFrontier(next));
  const { chunkDepth } = ctx.genesis.params;
  if (next.count % capacity(chunkDepth) !== 0) return;
  // A full chunk's root may be gone into its parent already; all groups below it were one short of full.
  const root = frontier.open
    .slice(0, chunkDepth)
    .reduce((node, children) => hashChildren(ctx.hasher, [...children, node]), commitment);
  write(writer, keys.readingChunk(id, next.count / capacity(chunkDepth) - 1), Fr, root);
}

/** Undefined where no such tree was opened. */
export function getReadingTree(ctx: StateContext, view: StateView, id: bigint): ReadingTree | undefined {
  const freezes = read(view, keys.readingTree(id), U64);
  if (freezes === undefined) return undefined;
  const frozen = read(view, keys.frozenReadings(id), FrozenReadings);
  const { count, root } = frozen ?? leavesOf(ctx, view, id);
  return { freezes, count, root, frozen: frozen?.place };
}

/** Leaves so far, and the root over them. */
export function leavesOf(ctx: StateContext, view: StateView, id: bigint): { count: number; root: bigint } {
  const frontier = frontierOf(ctx, view, id);
  return { count: frontier.count, root: frontierRoot(ctx.hasher, frontier) };
}

/** Roots of the subtrees of depth `chunkDepth` that have a leaf, in order; the others are empty trees. */
export function chunkRoots(ctx: StateContext, view: StateView, id: bigint): bigint[] {
  const { chunkDepth } = ctx.genesis.params;
  const { count, open } = frontierOf(ctx, view, id);
  const full = Math.floor(count / capacity(chunkDepth));
  const roots = Array.from({ length: full }, (_, i) => mustRead(view, keys.readingChunk(id, i), Fr));
  const rest = count - full * capacity(chunkDepth);
  const begun = { count: rest, open: open.slice(0, chunkDepth) };
  return rest === 0 ? roots : [...roots, frontierRoot(ctx.hasher, begun)];
}

function frontierOf({ genesis }: StateContext, view: StateView, id: bigint): Frontier {
  const record = read(view, keys.readingFrontier(id), FrontierRecord);
  return record ? toFrontier(record) : emptyFrontier(genesis.params.orderDepth);
}
