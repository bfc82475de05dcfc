/** The first state. Relies on a genesis that parseGenesis has checked. protocol/core.md "Blocks, genesis, state". */
import { txRoot } from '@veilgrid/protocol/core/block';
import { sealNotes } from './core/money/notes.js';
import { nextStateHash } from './core/stateHash.js';
import type { StateContext, StateOverlay } from './core/view.js';

/**
 * The state before block 1: an empty note tree, whose root is accepted, and nothing else; no account
 * holds money that was not minted. Its hash follows on the hash of genesis.
 */
export function applyGenesis(ctx: StateContext, overlay: StateOverlay): { stateHash: Uint8Array } {
  sealNotes(ctx, overlay);
  return { stateHash: nextStateHash(ctx.genesis.hash, txRoot([]), [], overlay.writes()) };
}
