/**
 * One transaction against the state: its sequence number, what its kind and modules' guards demand, and whether its proof proves what
 * the state says now. Relies on node/proofs for the proof itself, which was verified against `vtx.signals`, taken
 * from a state that may have been older. protocol/core.md "Transactions and statements".
 */
import { ensure } from '@veilgrid/protocol/errors';
import { circuitOf, type Kind } from '@veilgrid/protocol/kinds';
import type { Guard } from './core/guard.js';
import type { Handler } from './core/handler.js';
import { advanceSequence, checkSequence } from './core/sequences.js';
import type { VerifiedTx } from './core/verified.js';
import type { StateContext, StateView, StateWriter } from './core/view.js';
import { GUARDS, type Guards } from './guards.js';
import { handlerOf, publicSignals } from './handlers.js';

/**
 * Whether the ledger takes this transaction now.
 * @throws ProtocolError the reason why not
 */
export function checkTx(ctx: StateContext, view: StateView, vtx: VerifiedTx, guards: Guards = GUARDS): void {
  const { tx } = vtx;
  checkSequence(view, tx);
  (handlerOf(tx.kind) as Handler<Kind>).check(ctx, view, tx.body);
  for (const guard of (guards[tx.kind] ?? []) as readonly Guard<Kind>[]) guard(ctx, view, tx.body);
  if (!circuitOf(tx.kind)) return;
  // The proof was checked earlier, against the state of then.
  const now = publicSignals(ctx, view, tx, vtx.context);
  const { signals } = vtx;
  const same = signals?.length === now.length && now.every((x, i) => x === signals[i]);
  ensure(same, 'SIGNALS_CHANGED', { field: 'proof' });
}

/** Writes a transaction that `checkTx` has just passed on the same state. */
export function applyTx(ctx: StateContext, writer: StateWriter, { tx }: VerifiedTx): void {
  (handlerOf(tx.kind) as Handler<Kind>).apply(ctx, writer, tx.body);
  advanceSequence(writer, tx);
}
