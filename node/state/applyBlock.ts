/**
 * A block: its transactions in order, then the root of the note tree; nothing else happens at its end.
 * Relies on node/proofs for encoding, signatures and proofs, and on the caller for the hash of the state below the
 * overlay and for a time that does not go back. protocol/core.md "Blocks, genesis, state".
 */
import { txRoot } from '@veilgrid/protocol/core/block';
import { ERROR_NUMBERS, ProtocolError } from '@veilgrid/protocol/errors';
import { applyTx, checkTx } from './applyTx.js';
import { sealNotes } from './core/money/notes.js';
import { nextStateHash } from './core/stateHash.js';
import type { VerifiedTx } from './core/verified.js';
import type { StateContext, StateOverlay } from './core/view.js';

export interface BlockResult {
  /** By transaction: 0, or the number of the error for which it wrote nothing. */
  readonly results: readonly number[];
  readonly errors: readonly (ProtocolError | undefined)[];
  readonly stateHash: Uint8Array;
}

/**
 * Applies a block's transactions in order.
 * @param overlay empty, on the state after the previous block; takes all writes of this one
 * @throws anything but a ProtocolError is a bug: the caller halts and commits nothing
 */
export function applyBlock(
  ctx: StateContext,
  overlay: StateOverlay,
  prev: { readonly stateHash: Uint8Array },
  vtxs: readonly VerifiedTx[],
): BlockResult {
  const errors = vtxs.map((vtx) => tryTx(ctx, overlay, vtx));
  sealNotes(ctx, overlay);
  const results = errors.map((error) => (error ? ERROR_NUMBERS[error.code] : 0));
  const root = txRoot(vtxs.map((vtx) => vtx.bytes));
  return { results, errors, stateHash: nextStateHash(prev.stateHash, root, results, overlay.writes()) };
}

function tryTx(ctx: StateContext, overlay: StateOverlay, vtx: VerifiedTx): ProtocolError | undefined {
  const scratch = overlay.fork();
  try {
    checkTx(ctx, scratch, vtx);
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
