/**
 * The first witness of a process: `node firstWitness.js CALCULATOR INPUTS` compiles the calculator, calculates the
 * witness of the inputs (JSON, numbers as decimal strings) and prints the CPU seconds of both.
 */
import { readFileSync } from 'node:fs';
import { compileCalculator } from '@veilgrid/wasm-core/prover/files';
import { type CircuitInput, calculateWitness } from '@veilgrid/wasm-core/prover/witness';
import { cpuSecondsOf } from './timing.js';

const [calculator, inputs] = process.argv.slice(2) as [string, string];
const bytes = readFileSync(calculator);
const input: CircuitInput = JSON.parse(readFileSync(inputs, 'utf8'), (_, value) =>
  typeof value === 'string' ? BigInt(value) : value,
);
const seconds = await cpuSecondsOf(async () => calculateWitness(await compileCalculator(bytes), input));
process.stdout.write(`${seconds}\n`);
