/**
 * The form of a transition. `apply` follows `check` on the same state and repeats none of it. `signals` runs before
 * `check` too, on any body that is well-formed and signed: it refuses by itself what it cannot read.
 * protocol/core.md "Blocks, genesis, state".
 */
import type { Bodies, Kind } from '@veilgrid/protocol/kinds';
import type { StateContext, StateView, StateWriter } from './view.js';

/** One kind of transaction. */
export interface Handler<K extends Kind> {
  /** @throws ProtocolError where the ledger refuses it */
  check(ctx: StateContext, view: StateView, body: Bodies[K]): void;
  /** Writes what `check` has allowed on the same state. */
  apply(ctx: StateContext, writer: StateWriter, body: Bodies[K]): void;
  /** Public signals of its proofs, a list for each; the auction's data is from the state alone. */
  signals?(ctx: StateContext, view: StateView, body: Bodies[K], context: bigint): bigint[][];
}
