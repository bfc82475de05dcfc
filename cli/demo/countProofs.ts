import type { Prover } from '@veilgrid/protocol/prover';
import type { Circuit } from '@veilgrid/protocol/tx';

export type ProofCounts = Record<Circuit, number>;

/** Counts the proofs that everybody makes. */
export function countProofs(prover: Prover): { prover: Prover; counts: ProofCounts } {
  const counts: ProofCounts = { transfer: 0, order: 0, clear: 0, close: 0, settle: 0, masksum: 0 };
  const prove: Prover['prove'] = async (circuit, inputs) => {
    const proof = await prover.prove(circuit, inputs);
    counts[circuit]++;
    return proof;
  };
  return { prover: { prove, close: () => prover.close() }, counts };
}
