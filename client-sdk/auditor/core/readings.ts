/** Readings' trees: what is settled, until its time; then its root. protocol/core/readings.md. */
import { CORE_LOG } from '@veilgrid/protocol/core/groups/log';
import { ensure } from '@veilgrid/protocol/errors';
import { ARITY, MAX_FROZEN, type Params } from '@veilgrid/protocol/params';
import type { ReadingBook } from './books.js';
import type { Ledger } from './ledger.js';
import { enterLog } from './log.js';
import { newTree, putLeaf, roomOf, rootOf } from './tree.js';

export function openReadings({ books, genesis, hasher }: Ledger, id: bigint, freezes: bigint): void {
  const { open, frozen, tree } = books.readings;
  ensure(open.size + frozen.size < roomOf(tree), 'READING_TREES_FULL');
  open.set(id, { freezes, tree: newTree(hasher, genesis.params.orderDepth), count: 0 });
}

/** One that is taken before its time, as settle is: till then the tree stands open. */
export function addReading({ books, hasher }: Ledger, id: bigint, commitment: bigint): void {
  const book = books.readings.open.get(id);
  if (!book) throw new Error('no such tree grows');
  putLeaf(hasher, book.tree, book.count, commitment);
  book.count++;
}

/** Roots of the subtrees of depth chunkDepth that hold anything; the last may be partial. */
function chunksIn({ chunkDepth }: Params, { tree, count }: ReadingBook): bigint[] {
  return Array.from(
    { length: Math.ceil(count / ARITY ** chunkDepth) },
    (_, i) => tree.levels[chunkDepth]!.get(i)!,
  );
}

/** Of a tree that takes no more, whether or not a block has frozen it. */
export function settledRoot({ books }: Ledger, id: bigint): bigint {
  const { open, frozen } = books.readings;
  return frozen.get(id)?.root ?? rootOf(open.get(id)!.tree);
}

/** Of the same. */
export function chunksOf({ books, genesis }: Ledger, id: bigint): readonly bigint[] {
  const { open, chunks } = books.readings;
  return chunks.get(id) ?? chunksIn(genesis.params, open.get(id)!);
}

/** At the end of a block, before its log: the first of those that are due. */
export function freezeReadings({ books, genesis, hasher, time }: Ledger): void {
  const { open, frozen, tree, roots, chunks } = books.readings;
  const due = [...open]
    .filter(([, { freezes }]) => freezes <= time)
    // Stable: equal times stay in the order of opening.
    .sort(([, a], [, b]) => Number(a.freezes - b.freezes))
    .slice(0, MAX_FROZEN);
  for (const [id, book] of due) {
    const entry = { count: book.count, root: rootOf(book.tree) };
    putLeaf(hasher, tree, frozen.size, entry.root);
    frozen.set(id, entry);
    chunks.set(id, chunksIn(genesis.params, book));
    open.delete(id);
    enterLog(books, CORE_LOG.readings, { auctionId: id, ...entry });
  }
  if (due.length === 0) return;
  roots.add(rootOf(tree));
  enterLog(books, CORE_LOG.readingRoots, { count: frozen.size, root: rootOf(tree) });
}
