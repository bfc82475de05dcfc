import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runChild } from '@veilgrid/circuits/scripts/child';
import type { CircuitInputs } from '@veilgrid/protocol/prover';
import { compileCalculator } from '@veilgrid/wasm-core/prover/files';
import { calculateWitness } from '@veilgrid/wasm-core/prover/witness';
import { cpuMedians, median } from './timing.js';

const FIRST_ROUNDS = 7;
const LATER_ROUNDS = 25;
const WIRE_BYTES = 32;
const FIRST_WITNESS = fileURLToPath(new URL('firstWitness.js', import.meta.url));

/** Ours, then circomlib's. */
export type Pair<T> = readonly [T, T];

/** Medians of CPU seconds. */
export interface WitnessCost {
  /** In a process that makes no other, as a household's: V8 runs what it has compiled quickly. */
  readonly first: Pair<number>;
  /** In a process that made many, as a service's: V8 has compiled it well. */
  readonly later: Pair<number>;
}

/**
 * Witnesses of two calculators in turns.
 * @param publicSignals both must give the same
 * @param scratch a file for the inputs
 */
export async function measureWitnesses(
  calculators: Pair<string>,
  input: CircuitInputs,
  publicSignals: number,
  scratch: string,
): Promise<WitnessCost> {
  const works = await Promise.all(calculators.map((file) => witnessOf(file, input)));
  const [ours, peer] = works.map((work) => work().subarray(0, WIRE_BYTES * (1 + publicSignals)));
  if (!Buffer.from(ours!).equals(peer!)) throw new Error('the forms give other public signals');
  writeFileSync(
    scratch,
    JSON.stringify(input, (_, x) => (typeof x === 'bigint' ? `${x}` : x)),
  );
  const firsts: Pair<number[]> = [[], []];
  for (let round = 0; round < FIRST_ROUNDS; round++) {
    for (const form of [0, 1] as const) firsts[form].push(await firstWitness(calculators[form], scratch));
  }
  const [later, peerLater] = await cpuMedians(LATER_ROUNDS, ...works);
  return { first: [median(firsts[0]), median(firsts[1])], later: [later!, peerLater!] };
}

async function witnessOf(file: string, input: CircuitInputs): Promise<() => Uint8Array> {
  const calculator = await compileCalculator(file);
  return () => calculateWitness(calculator, input);
}

async function firstWitness(calculator: string, inputs: string): Promise<number> {
  const { exitCode, output } = await runChild(FIRST_WITNESS, [calculator, inputs]);
  if (exitCode !== 0) throw new Error(output);
  return Number(output);
}
