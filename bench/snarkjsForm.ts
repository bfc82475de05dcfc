import type { VerifyItem } from '@veilgrid/wasm-core/verifier/verifier';

/** A proof as snarkjs verifies it. */
export function snarkjsForm({ proof, publicSignals }: Pick<VerifyItem, 'proof' | 'publicSignals'>) {
  return {
    proof: {
      protocol: 'groth16',
      curve: 'bn128',
      pi_a: [...proof.a, 1n].map(String),
      pi_b: [...proof.b.map((pair) => pair.map(String)), ['1', '0']],
      pi_c: [...proof.c, 1n].map(String),
    },
    signals: publicSignals.map(String),
  };
}
