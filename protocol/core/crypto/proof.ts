/** Groth16 proofs on BN254 as they travel: 256 bytes, eight big-endian coordinates. */
import { fail } from '../../errors.js';
import { bigIntToBytes, bytesToBigInt, Q } from './field.js';

export interface Groth16Proof {
  readonly a: readonly [bigint, bigint];
  readonly b: readonly [readonly [bigint, bigint], readonly [bigint, bigint]];
  readonly c: readonly [bigint, bigint];
}

export const PROOF_BYTES = 256;
/** Of one transaction. */
export const MAX_PROOFS = 8;

/** The proofs of a transaction, one by one. */
export function splitProofs(bytes: Uint8Array): Uint8Array[] {
  const count = Math.ceil(bytes.length / PROOF_BYTES);
  return Array.from({ length: count }, (_, i) => bytes.subarray(PROOF_BYTES * i, PROOF_BYTES * (i + 1)));
}

export function encodeProof(proof: Groth16Proof): Uint8Array {
  const out = new Uint8Array(PROOF_BYTES);
  [...proof.a, ...proof.b[0], ...proof.b[1], ...proof.c].forEach((x, i) => {
    out.set(bigIntToBytes(x, 32), 32 * i);
  });
  return out;
}

/** Refuses coordinates ≥ q; whether they are points of the right groups is the verifier's to say. */
export function decodeProof(bytes: Uint8Array): Groth16Proof {
  if (bytes.length !== PROOF_BYTES) throw fail('PROOF_MALFORMED', { field: 'proof' });
  const x = Array.from({ length: 8 }, (_, i) => bytesToBigInt(bytes.subarray(32 * i, 32 * i + 32)));
  if (x.some((v) => v >= Q)) throw fail('PROOF_MALFORMED', { field: 'proof' });
  return {
    a: [x[0]!, x[1]!],
    b: [
      [x[2]!, x[3]!],
      [x[4]!, x[5]!],
    ],
    c: [x[6]!, x[7]!],
  };
}
