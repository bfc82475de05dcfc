/**
 * The mark of what node/proofs has checked: the state takes nothing else. A replay may set it while proofs are still
 * being verified, and answers for them (trustProof).
 */
import type { Tx } from '@veilgrid/protocol/tx';

declare const verified: unique symbol;

/** Public signals of a transaction's proofs, one list for each. */
export type ProofSignals = readonly (readonly bigint[])[];

interface Checked {
  readonly tx: Tx;
  /** The transaction as it travelled; a block's txRoot is over these. */
  readonly bytes: Uint8Array;
  readonly digest: Uint8Array;
  /** The digest in hex. */
  readonly id: string;
  readonly context: bigint;
  /** With which its signatures were checked, in their order. */
  readonly keys: readonly Uint8Array[];
  /** What its proofs were checked against. */
  readonly signals: ProofSignals;
}

/** A transaction whose encoding, proofs and signatures hold. Only state decides whether it is accepted. */
export type VerifiedTx = Checked & { readonly [verified]: true };

/** For node/proofs alone: whoever calls this vouches for proofs and signatures. */
export function markVerified(checked: Checked): VerifiedTx {
  return checked as VerifiedTx;
}
