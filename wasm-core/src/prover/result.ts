import type { Groth16Proof } from '@veilgrid/protocol/core/crypto/proof';
import { fromBytes } from '../context.js';

export interface ProofResult {
  proof: Groth16Proof;
  publicSignals: bigint[];
}

const FIELD_BYTES = 32;
type Eight = [bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint];

/** From the plain coordinates of A, B and C. */
export function toProof(points: Uint8Array): Groth16Proof {
  const [ax, ay, bx0, bx1, by0, by1, cx, cy] = fromBytes(points) as Eight;
  return {
    a: [ax, ay],
    b: [
      [bx0, bx1],
      [by0, by1],
    ],
    c: [cx, cy],
  };
}

/** They stand in the witness behind the constant 1. */
export function publicSignals(witness: Uint8Array, nPublic: number): bigint[] {
  return fromBytes(witness.subarray(FIELD_BYTES, FIELD_BYTES * (nPublic + 1)));
}
