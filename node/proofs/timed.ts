import type { Circuit } from '@veilgrid/protocol/kinds';
import type { ProofVerifier } from './verifyTx.js';

/** Tells how long each proof took, the wait for a free thread included; a refused one too. */
export function timedVerifier(
  verifier: ProofVerifier,
  onProof: (circuit: Circuit, seconds: number) => void,
): ProofVerifier {
  return {
    async verify(items) {
      const start = performance.now();
      const answers = await verifier.verify(items);
      const seconds = (performance.now() - start) / 1000;
      for (const { circuit } of items) onProof(circuit, seconds);
      return answers;
    },
    close: () => verifier.close(),
  };
}
