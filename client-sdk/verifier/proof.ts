import { type CircuitName, verificationKey } from '@veilgrid/circuits';
import { ensure } from '@veilgrid/protocol/errors';
import type { Profile } from '@veilgrid/protocol/params';
import { decodeProof } from '@veilgrid/protocol/proof';
import type { Circuit } from '@veilgrid/protocol/tx';
import { createVerifier } from '@veilgrid/wasm-core/src/js/verifier';

/** Checks Groth16 proofs of one profile by the keys of the manifest. */
export interface ProofVerifier {
  /**
   * Whether a transaction's proof proves these public signals, which the caller computes (`orderSignals`
   * and its like) from the transaction and from what it believes of the auction.
   * @throws ProtocolError PROOF_MALFORMED, PROOF_INVALID with the verifier's reason
   */
  verify(circuit: Circuit, proof: Uint8Array, signals: readonly bigint[]): void;
}

const CIRCUITS: readonly CircuitName[] = ['transfer', 'order', 'clear', 'close', 'settle', 'masksum'];

/** @throws ArtifactError where a verification key is not the manifest's */
export async function createProofVerifier(profile: Profile): Promise<ProofVerifier> {
  const keys = Object.fromEntries(CIRCUITS.map((name) => [name, verificationKey(profile, name)]));
  const verifier = await createVerifier(keys);
  return {
    verify: (circuit, proof, publicSignals) => {
      const result = verifier.verify({ key: circuit, proof: decodeProof(proof), publicSignals });
      if (!result.ok) ensure(false, 'PROOF_INVALID', { field: 'proof', circuit, reason: result.code });
    },
  };
}
