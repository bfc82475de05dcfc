/**
 * One transaction against the state: its sequence number, what its kind demands, and whether its proofs prove
 * what the state says now. Relies on node/proofs for the proofs themselves, which were verified against
 * `vtx.signals`, taken from a state that may have been older. protocol/core.md "Transactions and statements".
 */
import { ensure } from '@veilgrid/protocol/errors';
import type { Kind } from '@veilgrid/protocol/kinds';
import type { Handler } from './core/handler.js';
import { advanceSequence, checkSequence } from './core/sequences.js';
import type { VerifiedTx } from './core/verified.js';
import type { StateContext, StateView, StateWriter } from './core/view.js';
import { handlerOf, publicSignals } from './handlers.js';

/**
 * Whether the ledger takes this transaction now.
 * @throws ProtocolError the reason why not
 */
export function checkTx(ctx: StateContext, view: StateView, vtx: VerifiedTx): void {
  const { tx } = vtx;
  checkSequence(view, tx);
  (handlerOf(tx.kind) as Handler<Kind>).check(ctx, view, tx.body);
  // The proofs were checked earlier, against the state of then.
  publicSignals(ctx, view, tx, vtx.context).forEach((now, i) => {
    const then = vtx.signals[i];
    const same = then?.length === now.length && now.every((x, j) => x === then[j]);
    ensure(same, 'SIGNALS_CHANGED', { field: `proofs.${i}` });
  });
}

/** Writes a transaction that `checkTx` has just passed on the same state. */
export function applyTx(ctx: StateContext, writer: StateWriter, { tx }: VerifiedTx): void {
  (handlerOf(tx.kind) as Handler<Kind>).apply(ctx, writer, tx.body);
  advanceSequence(writer, tx);
}
