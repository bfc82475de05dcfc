import { readFileSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { compileCircuit, verificationKey } from '@veilgrid/circuits';
import type { Groth16Proof } from '@veilgrid/protocol/core/crypto/proof';
import type { Circuit } from '@veilgrid/protocol/kinds';
import type { Prover } from '@veilgrid/protocol/prover';
import { witnessCalculator } from '../../circuits/support/witness.js';
import { PROFILE } from '../../state/support/profile.js';

interface Item {
  readonly circuit: Circuit;
  readonly proof: Groth16Proof;
  readonly signals: readonly bigint[];
}

/**
 * Stands for Groth16 in tests of everything around it: the circuits compute and check real witnesses,
 * a "proof" is a number, and it verifies for exactly the signals its witness has.
 */
export async function witnessProver() {
  const proven = new Map<bigint, string>();
  const known = new Map<Circuit, Promise<Awaited<ReturnType<typeof witnessCalculator>>>>();
  const nameOf = (circuit: Circuit, signals: readonly bigint[]) => `${circuit} ${signals.join()}`;
  const load = async (circuit: Circuit) =>
    witnessCalculator(readFileSync((await compileCircuit(PROFILE, circuit)).wasm));

  /** A witness blocks the process: what waits for the network has its turn before the next. */
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const run = last.then(() => setImmediate()).then(work);
    last = run.catch(() => {});
    return run;
  };

  const prover: Prover = {
    prove: (circuit, inputs) =>
      inTurn(async () => {
        const calculate = known.get(circuit) ?? load(circuit);
        known.set(circuit, calculate);
        const witness = (await calculate)(inputs as Parameters<Awaited<typeof calculate>>[0]);
        const publicSignals = witness.slice(1, 1 + verificationKey(PROFILE, circuit).nPublic);
        const number = BigInt(proven.size + 1);
        proven.set(number, nameOf(circuit, publicSignals));
        return { proof: proofOf(number), publicSignals };
      }),
    async close() {},
  };
  const verifier = {
    verify: async (items: readonly Item[]) =>
      items.map(({ circuit, proof, signals }) =>
        proven.get(proof.a[0]) === nameOf(circuit, signals) ? undefined : 'not proven',
      ),
    async close() {},
  };
  return { prover, verifier, proofs: () => proven.size };
}

function proofOf(number: bigint): Groth16Proof {
  return {
    a: [number, 0n],
    b: [
      [0n, 0n],
      [0n, 0n],
    ],
    c: [0n, 0n],
  };
}
