import { readFileSync } from 'node:fs';
import type { CompiledCircuit } from '@veilgrid/circuits';
import { type Inputs, WitnessError, witnessCalculator } from '../circuits/support/witness.js';
import { inField } from './crypto.js';
import type { Verdict } from './verdict.js';

/** A named case of a statement: honest or not, its hints are those the circuit computes itself. */
export interface Case<S> {
  readonly name: string;
  readonly inputs: S;
}

/** What the compiled circuit says of inputs: refused, or its outputs. */
export type Subject = (inputs: Inputs, outputs: number) => readonly bigint[] | undefined;

export async function subjectOf(compiled: CompiledCircuit): Promise<Subject> {
  const witness = await witnessCalculator(readFileSync(compiled.wasm));
  return (inputs, outputs) => {
    try {
      return witness(
        inputs,
        Array.from({ length: outputs }, (_, i) => i + 1),
      );
    } catch (error) {
      if (error instanceof WitnessError) return undefined;
      throw error;
    }
  };
}

/** How often the two agreed, and where they did not. */
export interface Comparison {
  readonly accepted: number;
  readonly refused: number;
  readonly differences: readonly string[];
}

/** Judges each case by the oracle and by the compiled circuit. */
export function compare<S extends object>(
  cases: Iterable<Case<S>>,
  oracle: (inputs: S) => Verdict,
  subject: Subject,
): Comparison {
  const differences: string[] = [];
  let accepted = 0;
  let refused = 0;
  for (const { name, inputs } of cases) {
    const verdict = oracle(inputs);
    const expected = 'outputs' in verdict ? verdict.outputs.map(inField) : undefined;
    const actual = subject(inputs as unknown as Inputs, expected?.length ?? 0);
    if (expected === undefined) refused++;
    else accepted++;
    if (expected === undefined && actual !== undefined)
      differences.push(`${name}: accepted, though not "${'refused' in verdict ? verdict.refused : ''}"`);
    else if (expected !== undefined && actual === undefined) differences.push(`${name}: refused`);
    else {
      const i = expected?.findIndex((x, at) => x !== actual![at]) ?? -1;
      if (i >= 0) differences.push(`${name}: output ${i} differs`);
    }
  }
  return { accepted, refused, differences };
}
