/**
 * From bytes to VerifiedTx: the only place that marks one. Keys of parties and signals are taken from the state of
 * now; applyTx compares them again when the transaction is applied, for the state may have moved on.
 */
import { decodeProof, type Groth16Proof } from '@veilgrid/protocol/core/crypto/proof';
import { ensure } from '@veilgrid/protocol/errors';
import { type Circuit, circuitOf } from '@veilgrid/protocol/kinds';
import { markVerified, type VerifiedTx } from '../state/core/verified.js';
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

/** Signatures hold, and the state says what the proof must prove. */
export interface PreparedTx extends OpenedTx {
  readonly keys: readonly Uint8Array[];
  readonly signals: readonly bigint[] | undefined;
  readonly item: ProofItem | undefined;
}

/** @throws ProtocolError of signatures, of proof coordinates, or of the party or the auction it names */
export function prepareTx(ctx: StateContext, view: StateView, opened: OpenedTx): PreparedTx {
  const keys = signerKeys(ctx, view, opened.tx);
  checkSignatures(opened, keys);
  const circuit = circuitOf(opened.tx.kind);
  if (!circuit) return { ...opened, keys, signals: undefined, item: undefined };
  const proof = decodeProof(opened.tx.proof);
  const signals = publicSignals(ctx, view, opened.tx, opened.context);
  return { ...opened, keys, signals, item: { circuit, proof, signals } };
}

/** @throws ProtocolError PROOF_INVALID */
export async function verifyTx(verifier: ProofVerifier, prepared: PreparedTx): Promise<VerifiedTx> {
  const { item } = prepared;
  if (item) {
    const [reason] = await verifier.verify([item]);
    ensure(reason === undefined, 'PROOF_INVALID', { field: 'proof', circuit: item.circuit, reason });
  }
  return trustProof(prepared);
}

/**
 * For a replay, which applies a block while its proofs are still being verified, or was told to
 * skip them: the caller answers for the proof.
 */
export function trustProof({ tx, bytes, digest, id, context, keys, signals }: PreparedTx): VerifiedTx {
  return markVerified({ tx, bytes, digest, id, context, keys, signals });
}
