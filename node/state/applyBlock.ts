/**
 * A block: the outage that it ends, if it does, its transactions in order, then what core seals: the tree of notes, the
 * readings' trees whose time has come, the log; nothing else happens at its end. Relies on node/proofs for encoding, signatures and proofs, and on the caller for the hash of the state below
 * the overlay and for a time that does not go back. protocol/core.md "Blocks, genesis, state".
 */
import { ProtocolError } from '@veilgrid/protocol/errors';
import { applyTx, checkTx } from './applyTx.js';
import { logRoot, sealLog } from './core/log.js';
import { noteRoot, sealNotes } from './core/money/notes.js';
import { recordOutage } from './core/outages.js';
import { sealReadings } from './core/readings/freeze.js';
import { nextStateHash } from './core/stateHash.js';
import type { VerifiedTx } from './core/verified.js';
import type { StateContext, StateOverlay } from './core/view.js';
import { GUARDS, type Guards } from './guards.js';

/** In this order: what the log says of readings stands under the root of the same block. */
const SEALS = [sealNotes, sealReadings, sealLog];

/** What a header says of the state after its block. */
export interface StateRoots {
  readonly noteRoot: bigint;
  readonly logRoot: Uint8Array;
  readonly stateHash: Uint8Array;
}

export interface BlockResult {
  /** By transaction: why it is refused, and wrote nothing. A block with one is none. */
  readonly errors: readonly (ProtocolError | undefined)[];
  readonly roots: StateRoots;
}

/**
 * Applies a block's transactions in order.
 * @param overlay empty, on the state after the previous block; takes all writes of this one
 * @throws anything but a ProtocolError is a bug: the caller halts and commits nothing
 */
export function applyBlock(
  ctx: StateContext,
  overlay: StateOverlay,
  prev: Pick<StateRoots, 'stateHash'> & { readonly time: bigint },
  vtxs: readonly VerifiedTx[],
  guards: Guards = GUARDS,
): BlockResult {
  recordOutage(ctx, overlay, prev.time);
  const errors = vtxs.map((vtx) => tryTx(ctx, overlay, vtx, guards));
  return { errors, roots: seal(ctx, overlay, prev.stateHash) };
}

/** What ends a block, and genesis. */
export function seal(ctx: StateContext, overlay: StateOverlay, prevHash: Uint8Array): StateRoots {
  for (const sealPart of SEALS) sealPart(ctx, overlay);
  return {
    noteRoot: noteRoot(overlay),
    logRoot: logRoot(overlay),
    stateHash: nextStateHash(prevHash, overlay.writes()),
  };
}

function tryTx(
  ctx: StateContext,
  overlay: StateOverlay,
  vtx: VerifiedTx,
  guards: Guards,
): ProtocolError | undefined {
  const scratch = overlay.fork();
  try {
    checkTx(ctx, scratch, vtx, guards);
    applyTx(ctx, scratch, vtx);
  } catch (error) {
    if (error instanceof ProtocolError) return error;
    throw error;
  }
  for (const [key, value] of scratch.writes()) {
    if (value === undefined) overlay.delete(key);
    else overlay.put(key, value);
  }
  return undefined;
}
