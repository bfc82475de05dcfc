import { mod } from '@veilgrid/protocol/core/crypto/field';
import { packReadings } from '@veilgrid/protocol/core/readings';
import { chainState, discloseSignals } from '@veilgrid/protocol/disclosure/disclose';
import type { CircuitInputs, Prover } from '@veilgrid/protocol/prover';
import { hasher } from '../../../state/support/hasher.js';

/** The public signals that `disclose` has for these inputs, by hand. */
export function discloseOutputs(inputs: CircuitInputs): bigint[] {
  const x = inputs as unknown as Record<string, bigint> & Record<`${'weight' | 'cap'}${string}`, bigint[]>;
  const { imp, exp, weightImport, weightExport } = inputs as unknown as Record<string, bigint[]>;
  const sum = imp!.reduce(
    (all, value, k) => all + weightImport![k]! * value + weightExport![k]! * exp![k]!,
    x.sumIn!,
  );
  const chosen = (mask: bigint, values: bigint[], k: number) =>
    Number(((mask >> BigInt(k)) & 1n) * values[k]!);
  return discloseSignals({
    ...(inputs as unknown as Parameters<typeof discloseSignals>[0]),
    stateOut: chainState(hasher, { salt: x.saltOut!, sum: mod(sum), position: x.position! }),
    readings: packReadings(
      imp!.map((_, k) => ({
        imported: chosen(x.selectImport!, imp!, k),
        exported: chosen(x.selectExport!, exp!, k),
      })),
    ),
  });
}

/** Makes proofs that are none: for tests of what is said and not of what is proven. */
export const unprovenProver: Prover = {
  prove: async (_circuit, inputs) => ({
    proof: {
      a: [0n, 0n],
      b: [
        [0n, 0n],
        [0n, 0n],
        [0n, 0n],
      ],
      c: [0n, 0n],
    } as never,
    publicSignals: discloseOutputs(inputs),
  }),
  close: async () => {},
};
