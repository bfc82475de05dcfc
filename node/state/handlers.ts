/** The table of handlers: every kind of transaction has one, under its own name. */
import { fail } from '@veilgrid/protocol/errors';
import { type Kind, partyOf, signersOf, signingKey } from '@veilgrid/protocol/kinds';
import type { Tx } from '@veilgrid/protocol/tx';
import type { Handler } from './core/handler.js';
import { CORE_HANDLERS } from './core/handlers.js';
import { partyRecord } from './core/parties.js';
import type { StateContext, StateView } from './core/view.js';
import { MARKET_HANDLERS } from './market/handlers.js';

const HANDLERS: { readonly [K in Kind]: Handler<K> } = { ...CORE_HANDLERS, ...MARKET_HANDLERS };

/** The handler of a transaction's own kind; its body's type goes with it. */
export function handlerOf<K extends Kind>(kind: K): Handler<K> {
  return HANDLERS[kind];
}

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

/**
 * The Ed25519 keys that a transaction's signatures must verify against, in their order: of genesis and of the body,
 * and those of parties as the state has them now.
 * @throws ProtocolError PARTY_UNKNOWN
 */
export function signerKeys(ctx: StateContext, view: StateView, tx: Tx): Uint8Array[] {
  const stateKey = () => partyRecord(ctx, view, partyOf(tx) as number).sigPk;
  return signersOf(tx).map((role) => signingKey(ctx.genesis, tx, role) ?? stateKey());
}
