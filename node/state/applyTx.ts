/**
 * One transaction against the state: whether its signers' keys are still those, its sequence number, what its kind and
 * modules' guards demand, and whether its proofs prove what the state says now. Relies on node/proofs for signatures
 * and proofs, which were verified against `vtx.keys` and `vtx.signals`, taken from a state that may have been older.
 * protocol/core.md "Transactions and statements".
 */
import { equalBytes } from '@noble/curves/utils.js';
import { ensure } from '@veilgrid/protocol/errors';
import type { Kind } from '@veilgrid/protocol/kinds';
import type { Guard } from './core/guard.js';
import type { Handler } from './core/handler.js';
import { ensurePartySigns } from './core/parties.js';
import { advanceSequence, checkSequence } from './core/sequences.js';
import type { VerifiedTx } from './core/verified.js';
import type { StateContext, StateView, StateWriter } from './core/view.js';
import { GUARDS, type Guards } from './guards.js';
import { handlerOf, publicSignals, signerKeys } from './handlers.js';

/**
 * Whether the ledger takes this transaction now.
 * @throws ProtocolError the reason why not
 */
export function checkTx(ctx: StateContext, view: StateView, vtx: VerifiedTx, guards: Guards = GUARDS): void {
  const { tx } = vtx;
  ensureSameKeys(ctx, view, vtx);
  ensurePartySigns(ctx, view, tx);
  checkSequence(view, tx);
  (handlerOf(tx.kind) as Handler<Kind>).check(ctx, view, tx.body);
  for (const guard of (guards[tx.kind] ?? []) as readonly Guard<Kind>[]) guard(ctx, view, tx.body);
  // The proofs were checked earlier, against the state of then.
  publicSignals(ctx, view, tx, vtx.context).forEach((now, i) => {
    const then = vtx.signals[i];
    const same = then?.length === now.length && now.every((x, j) => x === then[j]);
    ensure(same, 'SIGNALS_CHANGED', { field: `proofs.${i}` });
  });
}

/** The signatures were checked earlier: under a party's key that has been changed since, they are none. */
function ensureSameKeys(ctx: StateContext, view: StateView, { tx, keys }: VerifiedTx): void {
  signerKeys(ctx, view, tx).forEach((key, i) => {
    const checked = keys[i];
    ensure(checked !== undefined && equalBytes(key, checked), 'SIGNATURE_INVALID', {
      field: `signatures.${i}`,
    });
  });
}

/** Writes a transaction that `checkTx` has just passed on the same state. */
export function applyTx(ctx: StateContext, writer: StateWriter, { tx }: VerifiedTx): void {
  (handlerOf(tx.kind) as Handler<Kind>).apply(ctx, writer, tx.body);
  advanceSequence(writer, tx);
}
