import type { CircuitInput, CircuitInputs, Prover } from '@veilgrid/protocol/prover';
import { PARAMS } from '../../../state/support/genesis.js';

const PRIVATE = 'sk position point imp exp path saltIn saltOut sumIn positionIn real v'.split(' ');

const flat = (input: CircuitInput): bigint[] => (typeof input === 'bigint' ? [input] : input.flatMap(flat));

/**
 * Proves something else than it is asked, and says that it has proven what it was asked.
 * @param change of the inputs
 */
export function lyingProver(prover: Prover, change: (inputs: CircuitInputs) => CircuitInputs): Prover {
  return {
    prove: async (circuit, inputs) => {
      const { proof, publicSignals } = await prover.prove(circuit, { ...inputs, ...change(inputs) });
      const told = Object.entries(inputs).flatMap(([name, input]) =>
        PRIVATE.includes(name) ? [] : flat(input),
      );
      return { proof, publicSignals: [...publicSignals.slice(0, 1 + PARAMS.readingWords), ...told] };
    },
    close: () => prover.close(),
  };
}
