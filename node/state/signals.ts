import { fail } from '@veilgrid/protocol/errors';
import type { Kind } from '@veilgrid/protocol/kinds';
import type { Tx } from '@veilgrid/protocol/tx';
import type { Handler } from './core/handler.js';
import type { StateContext, StateView } from './core/view.js';
import { handlerOf } from './handlers.js';

/**
 * Public signals that a transaction's proof must verify against, in the circuit's order. Everything but
 * the transaction's own fields comes from the state.
 * @throws ProtocolError AUCTION_UNKNOWN, SETTLEMENT_NOT_OPEN and the like; PROOF_UNEXPECTED for kinds
 * without a proof
 */
export function publicSignals(ctx: StateContext, view: StateView, tx: Tx, context: bigint): bigint[] {
  const { signals } = handlerOf(tx.kind) as Handler<Kind>;
  if (!signals) throw fail('PROOF_UNEXPECTED', { field: 'proof' });
  return signals(ctx, view, tx.body, context);
}
