import { readFile, stat } from 'node:fs/promises';
import {
  type CircuitName,
  compileCircuit,
  type ProfileName,
  provingArtifacts,
  verificationKey,
} from '@veilgrid/circuits';
import { readR1cs } from '@veilgrid/circuits/scripts/r1cs';
import type { CircuitInputs } from '@veilgrid/protocol/prover';
import { createProver } from '@veilgrid/wasm-core/prover/prover';
import { createVerifier } from '@veilgrid/wasm-core/verifier/verifier';
import { wtns } from 'snarkjs';

export interface CircuitCost {
  readonly constraints: number;
  readonly publicSignals: number;
  /** Proving key. */
  readonly keyBytes: number;
  readonly witnessMs: number;
  /** Witness included, one thread, key loaded. */
  readonly proveMs: number;
  readonly verifyMs: number;
}

/** Medians over `repeat` runs, after one that warms up. */
export async function measureCircuit(
  profile: ProfileName,
  name: CircuitName,
  input: CircuitInputs,
  repeat: number,
): Promise<CircuitCost> {
  const files = await provingArtifacts(profile, name);
  const verifier = await createVerifier({ [name]: verificationKey(profile, name) });
  const prover = createProver({ workers: 1 });
  const { proof, publicSignals } = await prover.prove(files, input);
  const verify = async () => {
    if (!verifier.verify({ key: name, proof, publicSignals }).ok) throw new Error(`${name}: proof refused`);
  };
  const { r1cs } = await compileCircuit(profile, name);
  const cost = {
    constraints: readR1cs(await readFile(r1cs)).nConstraints,
    publicSignals: publicSignals.length,
    keyBytes: (await stat(files.zkey)).size,
    witnessMs: await median(repeat, () => wtns.calculate(input, files.wasm, { type: 'mem' })),
    proveMs: await median(repeat, () => prover.prove(files, input)),
    verifyMs: await median(repeat, verify),
  };
  await prover.close();
  return cost;
}

async function median(repeat: number, work: () => Promise<unknown>): Promise<number> {
  await work();
  const times: number[] = [];
  for (let i = 0; i < repeat; i++) {
    const began = performance.now();
    await work();
    times.push(performance.now() - began);
  }
  times.sort((a, b) => a - b);
  return Math.round(10 * times[Math.floor(times.length / 2)]!) / 10;
}
