/** What makes proofs, for wallets and services alike; implemented in client-sdk/prover. */
import { encodeProof, type Groth16Proof } from './core/crypto/proof.js';
import { ensure } from './errors.js';
import type { Circuit } from './kinds.js';

/** A circuit's named inputs: field elements in [0, r), nested as the circuit declares them. */
export interface CircuitInputs {
  readonly [signal: string]: CircuitInput;
}
/** One signal: a field element in [0, r), or an array of signals. */
export type CircuitInput = bigint | readonly CircuitInput[];

/** Makes Groth16 proofs of one profile's circuits. */
export interface Prover {
  prove(
    circuit: Circuit,
    inputs: CircuitInputs,
  ): Promise<{ proof: Groth16Proof; publicSignals: readonly bigint[] }>;
  close(): Promise<void>;
}

/**
 * Bytes of one proof, of a statement whose public signals the caller has computed on its own.
 * A difference would be refused by every node: better here, before anything is stored or sent.
 * @throws ProtocolError SIGNALS_CHANGED
 */
export async function provenBytes(
  prover: Prover,
  circuit: Circuit,
  inputs: CircuitInputs,
  expected: readonly bigint[],
): Promise<Uint8Array> {
  const { proof, publicSignals } = await prover.prove(circuit, inputs);
  const index = expected.findIndex((x, i) => x !== publicSignals[i]);
  ensure(index < 0 && publicSignals.length === expected.length, 'SIGNALS_CHANGED', {
    field: `publicSignals.${index < 0 ? expected.length : index}`,
    circuit,
  });
  return encodeProof(proof);
}
