import { readFileSync } from 'node:fs';
import { type CircuitName, type CompiledCircuit, compileCircuit, type ProfileName } from '@veilgrid/circuits';
import { compileSource } from '@veilgrid/circuits/scripts/compile';
import { packageRoot } from '@veilgrid/circuits/scripts/paths';
import { forEachTerm, readR1cs } from '@veilgrid/circuits/scripts/r1cs';
import { mod } from '@veilgrid/protocol/core/crypto/field';
import { type Inputs, witnessCalculator } from './witness.js';

interface Term {
  readonly row: number;
  readonly wire: number;
  /** 0, 1, 2: A, B, C of A·B = C */
  readonly matrix: 0 | 1 | 2;
  readonly value: bigint;
}

/** A satisfying witness under examination: which constraint breaks when single wires are overwritten? */
export interface Examination {
  readonly witness: readonly bigint[];
  /** A row that the edited witness violates; undefined if it still satisfies all. */
  violatedBy(edits: Iterable<readonly [wire: number, value: bigint]>): number | undefined;
}

export interface Circuit {
  readonly constraints: number;
  /** Public signals: outputs, then public inputs. */
  readonly nPublic: number;
  /** All wires, or those that are asked for. Throws WitnessError where the inputs cannot satisfy the circuit. */
  witness(inputs: Inputs, wires?: readonly number[]): bigint[];
  publicSignals(witness: readonly bigint[]): bigint[];
  /** Whether the witness satisfies every constraint. */
  satisfied(witness: readonly bigint[]): boolean;
  examine(witness: readonly bigint[]): Examination;
  /** Wire of a signal ("main.nf", "main.period[0].pos"); undefined if the compiler eliminated it. */
  wire(name: string): number | undefined;
  /** All names of a wire. */
  names(wire: number): readonly string[];
}

async function open(compiled: CompiledCircuit): Promise<Circuit> {
  const r1cs = readR1cs(readFileSync(compiled.r1cs));
  const termsOf: Term[][] = Array.from({ length: r1cs.nVars }, () => []);
  const termsIn: Term[][] = Array.from({ length: r1cs.nConstraints }, () => []);
  forEachTerm(r1cs, (matrix, row, wire, value) => {
    const term = { row, wire, matrix, value };
    termsOf[wire]!.push(term);
    termsIn[row]!.push(term);
  });
  const calculate = await witnessCalculator(readFileSync(compiled.wasm));

  const names: string[][] = Array.from({ length: r1cs.nVars }, () => []);
  const wires = new Map<string, number>();
  for (const line of readFileSync(compiled.sym, 'utf8').split('\n')) {
    const [, wire, , name] = line.split(',');
    if (name === undefined || wire === '-1') continue;
    wires.set(name, Number(wire));
    names[Number(wire)]!.push(name);
  }

  const sumsOf = (terms: readonly Term[], witness: readonly bigint[]) => {
    const sums = [0n, 0n, 0n];
    for (const { wire, matrix, value } of terms) {
      const x = witness[wire]!;
      if (x !== 0n) sums[matrix]! += value * x;
    }
    return sums;
  };
  const holds = ([a, b, c]: readonly bigint[]) => mod(a! * b! - c!) === 0n;

  return {
    constraints: r1cs.nConstraints,
    nPublic: r1cs.nPublic,
    witness: calculate,
    publicSignals: (witness) => witness.slice(1, 1 + r1cs.nPublic),
    satisfied: (witness) => termsIn.every((terms) => holds(sumsOf(terms, witness))),
    examine(witness) {
      // Most edits touch few rows.
      const rows = new Map<number, readonly bigint[]>();
      const rowOf = (row: number) => {
        const sums = rows.get(row) ?? sumsOf(termsIn[row]!, witness);
        rows.set(row, sums);
        return sums;
      };
      return {
        witness,
        violatedBy(edits) {
          const touched = new Map<number, bigint[]>();
          for (const [wire, value] of edits) {
            const delta = value - witness[wire]!;
            for (const term of termsOf[wire]!) {
              let sums = touched.get(term.row);
              if (sums === undefined) {
                sums = [...rowOf(term.row)];
                touched.set(term.row, sums);
              }
              sums[term.matrix]! += term.value * delta;
            }
          }
          for (const [row, sums] of touched) if (!holds(sums)) return row;
          return undefined;
        },
      };
    },
    wire: (name) => wires.get(name),
    names: (wire) => names[wire]!,
  };
}

/** For hooks that compile: seconds on an idle machine, minutes beside other work. */
export const COMPILE_TIMEOUT = 600_000;

/** Compiles (or finds in the cache) and opens a circuit of circuits.json. */
export async function openCircuit(name: CircuitName, profile: ProfileName = 'small'): Promise<Circuit> {
  return open(await compileCircuit(profile, name));
}

/** Opens a single template: `main` is circom source that includes from circuits/. */
export async function openTemplate(main: string): Promise<Circuit> {
  return open(await compileSource({ main: `pragma circom 2.2.0;\n${main}\n`, includeDirs: [packageRoot] }));
}
