/**
 * Makes a block out of waiting transactions. Relies on proofs having been verified on arrival; all else is checked
 * again, because time and state have moved.
 */
import type { ProtocolError } from '@veilgrid/protocol/errors';
import { applyBlock } from '../../state/applyBlock.js';
import type { StateContext } from '../../state/core/view.js';
import type { Commit, LedgerStore } from '../../store/ledgerStore.js';
import { Overlay } from '../../store/overlay.js';
import type { Pending } from './mempool.js';
import { sealBlock } from './sealBlock.js';

export interface BuiltBlock {
  readonly included: readonly Pending[];
  /** What the block's time, or a transaction before it, no longer allows. */
  readonly refused: readonly { readonly pending: Pending; readonly error: ProtocolError }[];
  readonly commit: Commit;
}

/**
 * The next block out of `taken`, in order, without what the state refuses by now: a block that held it would be none.
 */
export function buildBlock(
  ctx: StateContext,
  store: LedgerStore,
  taken: readonly Pending[],
  validatorKey: Uint8Array,
): BuiltBlock {
  const head = store.head();
  const run = (included: readonly Pending[]) => {
    const overlay = new Overlay(store);
    const vtxs = included.map(({ vtx }) => vtx);
    return { included, overlay, ...applyBlock(ctx, overlay, head, vtxs) };
  };
  const first = run(taken);
  const refused = taken.flatMap((pending, i) => {
    const error = first.errors[i];
    return error ? [{ pending, error }] : [];
  });
  // What was refused wrote nothing, so the others do the same without it.
  const { included, overlay, roots } =
    refused.length === 0 ? first : run(taken.filter((_, i) => !first.errors[i]));
  const transactions = included.map(({ vtx }) => vtx.bytes);
  const sealed = sealBlock(head, { time: ctx.time, roots, transactions }, validatorKey);
  const ids = included.map(({ vtx }) => vtx.id);
  return { included, refused, commit: { ...sealed, ids, writes: overlay.writes() } };
}
