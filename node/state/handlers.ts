/** The table of handlers: every kind of transaction has one, under its own name. */
import { circuitsOf, type Kind, partyOf, signersOf, signingKey } from '@veilgrid/protocol/kinds';
import type { Tx } from '@veilgrid/protocol/tx';
import { BOOK_ENDS } from './books.js';
import type { Handler } from './core/handler.js';
import { CORE_HANDLERS } from './core/handlers.js';
import { partyRecord } from './core/parties.js';
import type { ProofSignals } from './core/verified.js';
import type { StateContext, StateView } from './core/view.js';
import { DISCLOSURE_HANDLERS } from './disclosure/handlers.js';
import { FLEXIBILITY_HANDLERS } from './flexibility/handlers.js';
import { MARKET_HANDLERS } from './market/handlers.js';

/** Core ends the book, then its module does what follows. */
function ending<K extends 'close' | 'voidAuction'>(core: Handler<K>): Handler<K> {
  return {
    ...core,
    apply(ctx, writer, body) {
      core.apply(ctx, writer, body);
      for (const ended of BOOK_ENDS) ended(ctx, writer, body.auctionId);
    },
  };
}

/** By kind. */
export const HANDLERS: { readonly [K in Kind]: Handler<K> } = {
  ...CORE_HANDLERS,
  ...MARKET_HANDLERS,
  ...FLEXIBILITY_HANDLERS,
  ...DISCLOSURE_HANDLERS,
  close: ending(CORE_HANDLERS.close),
  voidAuction: ending(CORE_HANDLERS.voidAuction),
};

/** The handler of a transaction's own kind; its body's type goes with it. */
export function handlerOf<K extends Kind>(kind: K): Handler<K> {
  return HANDLERS[kind];
}

/**
 * Public signals that a transaction's proofs must verify against: a list for each statement of its kind, in the
 * circuit's order. Everything but the transaction's own fields comes from the state.
 * @throws ProtocolError AUCTION_UNKNOWN, SETTLEMENT_NOT_OPEN and the like
 */
export function publicSignals(ctx: StateContext, view: StateView, tx: Tx, context: bigint): ProofSignals {
  const { signals } = handlerOf(tx.kind) as Handler<Kind>;
  const all = signals?.(ctx, view, tx.body, context) ?? [];
  if (all.length !== circuitsOf(tx).length) throw new Error(`${tx.kind} has other statements than signals`);
  return all;
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
