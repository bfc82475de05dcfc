import type { Circuit } from '@veilgrid/protocol/kinds';
import type { CircuitInputs, Prover } from '@veilgrid/protocol/prover';

export type ProofObserver = (circuit: Circuit, inputs: CircuitInputs) => void;

/** A prover that tells of every proof it has made. */
export function observeProofs(prover: Prover, observer: ProofObserver): Prover {
  return {
    prove: async (circuit, inputs) => {
      const proof = await prover.prove(circuit, inputs);
      observer(circuit, inputs);
      return proof;
    },
    close: () => prover.close(),
  };
}
