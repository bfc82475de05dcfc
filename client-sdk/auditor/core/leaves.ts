/** Leaves at positions, from the text: a tree, its history, and what a day's root is by it. */
import { ensure } from '@veilgrid/protocol/errors';
import { SECONDS_PER_DAY } from '@veilgrid/protocol/params';
import type { CoreBooks } from './books.js';
import type { LeafTree } from './leafTree.js';
import type { Ledger } from './ledger.js';
import { putLeaf, rootOf } from './tree.js';

export function changeLeaf(
  { hasher, time }: Pick<Ledger, 'hasher' | 'time'>,
  { tree, history }: LeafTree,
  position: number,
  leaf: bigint,
): void {
  putLeaf(hasher, tree, position, leaf);
  history.push({ time, position, leaf, root: rootOf(tree) });
}

/** What a point's change or revocation does to the leaves of modules. */
export function clearLeaves(ledger: Ledger, position: number): void {
  for (const leaves of ledger.books.leaves.values()) {
    const [bottom] = leaves.tree.levels;
    if (leaves.clearedByPoint && (bottom!.get(position) ?? 0n) !== 0n)
      changeLeaf(ledger, leaves, position, 0n);
  }
}

/** The tree as it stood at midnight: every block from then on is of the day. @throws ProtocolError ROOT_TOO_OLD */
export function rootAt(
  { time }: Pick<Ledger<CoreBooks>, 'time'>,
  { tree, history }: LeafTree,
  day: number,
): { readonly root: bigint; readonly changes: number } {
  const midnight = BigInt(day) * BigInt(SECONDS_PER_DAY);
  ensure(midnight <= time, 'ROOT_TOO_OLD', { field: 'day' });
  const changes = history.filter((change) => change.time < midnight).length;
  return { root: history[changes - 1]?.root ?? tree.empty.at(-1)!, changes };
}

/** What a statement may name: the root of today or yesterday. @throws ProtocolError ROOT_TOO_OLD */
export function acceptedRoot(ledger: Pick<Ledger, 'time'>, leaves: LeafTree, day: number): bigint {
  const tooOld = ledger.time >= BigInt(day + 2) * BigInt(SECONDS_PER_DAY);
  ensure(!tooOld, 'ROOT_TOO_OLD', { field: 'day' });
  return rootAt(ledger, leaves, day).root;
}
