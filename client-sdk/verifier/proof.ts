import { verificationKey } from '@veilgrid/circuits';
import { decodeProof } from '@veilgrid/protocol/core/crypto/proof';
import { fail, ProtocolError } from '@veilgrid/protocol/errors';
import { CIRCUITS, type Circuit } from '@veilgrid/protocol/kinds';
import type { Profile } from '@veilgrid/protocol/params';
import { createVerifier } from '@veilgrid/wasm-core/verifier/verifier';

/** A transaction's proof and what the caller says it proves. */
export interface ProofClaim {
  readonly circuit: Circuit;
  readonly proof: Uint8Array;
  readonly signals: readonly bigint[];
}

/** Checks many proofs: of each, undefined or why it is refused. */
export type VerifyMany = (
  claims: readonly ProofClaim[],
) => readonly (ProtocolError | undefined)[] | Promise<readonly (ProtocolError | undefined)[]>;

/** Checks Groth16 proofs of one profile by the keys of the manifest. */
export interface ProofVerifier {
  /**
   * Whether a transaction's proof proves these public signals, which the caller computes (`orderSignals`
   * and its like) from the transaction and from what it believes of the auction.
   * @throws ProtocolError PROOF_MALFORMED, PROOF_INVALID with the verifier's reason
   */
  verify(circuit: Circuit, proof: Uint8Array, signals: readonly bigint[]): void;
  /**
   * The same for many, in the time of a few.
   * @returns of each claim, undefined or why it is refused
   */
  verifyMany(claims: readonly ProofClaim[]): (ProtocolError | undefined)[];
}

/** @throws ArtifactError where a verification key is not the manifest's */
export async function createProofVerifier(profile: Profile): Promise<ProofVerifier> {
  const keys = Object.fromEntries(CIRCUITS.map((name) => [name, verificationKey(profile, name)]));
  const verifier = await createVerifier(keys);
  const verifyMany = (claims: readonly ProofClaim[]) => {
    const decoded = claims.map(({ proof }) => attempt(() => decodeProof(proof)));
    const sound = claims.flatMap(({ circuit, signals }, i) => {
      const proof = decoded[i]!;
      return proof instanceof ProtocolError ? [] : [{ key: circuit, proof, publicSignals: signals }];
    });
    const results = verifier.verifyMany(sound)[Symbol.iterator]();
    return claims.map(({ circuit }, i) => {
      const proof = decoded[i]!;
      if (proof instanceof ProtocolError) return proof;
      const result = results.next().value!;
      return result.ok ? undefined : fail('PROOF_INVALID', { field: 'proof', circuit, reason: result.code });
    });
  };
  return {
    verifyMany,
    verify: (circuit, proof, signals) => {
      const [refusal] = verifyMany([{ circuit, proof, signals }]);
      if (refusal) throw refusal;
    },
  };
}

function attempt<T>(work: () => T): T | ProtocolError {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    return error;
  }
}
