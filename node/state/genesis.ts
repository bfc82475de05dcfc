/** The first state. Relies on a genesis that parseGenesis has checked. protocol/core.md "Blocks, genesis, state". */
import { type StateRoots, seal } from './applyBlock.js';
import type { StateContext, StateOverlay } from './core/view.js';

/**
 * The state before block 1: an empty note tree and no frozen readings, the roots of both accepted, an empty log, and
 * nothing else; no account holds money that was not minted. Its hash follows on the hash of genesis.
 */
export function applyGenesis(ctx: StateContext, overlay: StateOverlay): StateRoots {
  return seal(ctx, overlay, ctx.genesis.hash);
}
