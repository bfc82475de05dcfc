/**
 * From bytes to VerifiedTx: the only place that marks one. Keys of parties and signals are taken from the state of
 * now; applyTx compares them again when the transaction is applied, for the state may have moved on.
 */
import { decodeProof, type Groth16Proof, splitProofs } from '@veilgrid/protocol/core/crypto/proof';
import { ensure } from '@veilgrid/protocol/errors';
import { type Circuit, circuitsOf } from '@veilgrid/protocol/kinds';
import { markVerified, type ProofSignals, type VerifiedTx } from '../state/core/verified.js';
import type { StateContext, StateView } from '../state/core/view.js';
import { publicSignals, signerKeys } from '../state/handlers.js';
import { checkSignatures, type OpenedTx } from './openTx.js';

export type { VerifiedTx } from '../state/core/verified.js';

/** One proof and what it is to be checked against. */
export interface ProofItem {
  readonly circuit: Circuit;
  readonly proof: Groth16Proof;
  readonly signals: readonly bigint[];
}

/** Strict Groth16 verification, in workers. */
export interface ProofVerifier {
  /** One answer for each item, in order: undefined where the proof holds, else why not. */
  verify(items: readonly ProofItem[]): Promise<(string | undefined)[]>;
  close(): Promise<void>;
}

/** Signatures hold, and the state says what the proofs must prove. */
export interface PreparedTx extends OpenedTx {
  readonly keys: readonly Uint8Array[];
  readonly signals: ProofSignals;
  /** As many as its kind has statements, in their order. */
  readonly items: readonly ProofItem[];
}

/** @throws ProtocolError of signatures, of proof coordinates, or of the party or the auction it names */
export function prepareTx(ctx: StateContext, view: StateView, opened: OpenedTx): PreparedTx {
  const keys = signerKeys(ctx, view, opened.tx);
  checkSignatures(opened, keys);
  const proofs = splitProofs(opened.tx.proofs).map(decodeProof);
  const signals = publicSignals(ctx, view, opened.tx, opened.context);
  const items = circuitsOf(opened.tx).map((circuit, i) => ({
    circuit,
    proof: proofs[i]!,
    signals: signals[i]!,
  }));
  return { ...opened, keys, signals, items };
}

/** Its proofs go in one batch. @throws ProtocolError PROOF_INVALID */
export async function verifyTx(verifier: ProofVerifier, prepared: PreparedTx): Promise<VerifiedTx> {
  ensureProven(prepared, await verifier.verify(prepared.items));
  return trustProof(prepared);
}

/**
 * All proofs of a transaction hold, or it is refused whole.
 * @param reasons the verifier's answers
 * @throws ProtocolError PROOF_INVALID
 */
export function ensureProven({ items }: PreparedTx, reasons: readonly (string | undefined)[]): void {
  items.forEach(({ circuit }, i) => {
    const reason = reasons[i];
    ensure(reason === undefined, 'PROOF_INVALID', { field: `proofs.${i}`, circuit, reason });
  });
}

/**
 * For a replay, which applies a block while its proofs are still being verified, or was told to
 * skip them: the caller answers for the proofs.
 */
export function trustProof({ tx, bytes, digest, id, context, keys, signals }: PreparedTx): VerifiedTx {
  return markVerified({ tx, bytes, digest, id, context, keys, signals });
}
