import { readFileSync } from 'node:fs';
import type { CompiledCircuit } from '@veilgrid/circuits';
import { forEachTerm, readR1cs } from '@veilgrid/circuits/scripts/r1cs';
import { mod, R } from '@veilgrid/protocol/core/crypto/field';
import { type Inputs, witnessCalculator } from '../circuits/support/witness.js';

/** A wire with its coefficients in the three linear forms of a constraint A·B = C; each in (-r/2, r/2). */
export interface Entry {
  readonly wire: number;
  a: bigint;
  b: bigint;
  c: bigint;
}

/** The same seen from the wire. */
export interface Occurrence {
  readonly row: number;
  readonly entry: Entry;
}

/** A compiled circuit taken apart: every constraint by its wires and every wire by its constraints. */
export interface System {
  readonly nWires: number;
  /** Wires 1..nPublic are the public signals, outputs first. */
  readonly nPublic: number;
  readonly rows: readonly (readonly Entry[])[];
  readonly occurrences: readonly (readonly Occurrence[])[];
  /** Wires of the main component's inputs, public ones too. */
  readonly inputs: ReadonlySet<number>;
  /** The shortest name of a wire, without "main.". */
  name(wire: number): string;
  witness(inputs: Inputs): bigint[];
  publicSignals(inputs: Inputs): bigint[];
}

/** Euclid's algorithm: several times faster than a power. */
export function inverse(x: bigint): bigint {
  let [r0, r1] = [R, mod(x)];
  if (r1 === 0n) throw new RangeError('zero has no inverse');
  let [t0, t1] = [0n, 1n];
  while (r1 !== 0n) {
    const q = r0 / r1;
    [r0, r1] = [r1, r0 - q * r1];
    [t0, t1] = [t1, t0 - q * t1];
  }
  return mod(t0);
}

/** Small coefficients stay small: -1 is not r - 1. */
const centred = (x: bigint) => (x > R / 2n ? x - R : x);

export async function openSystem(compiled: CompiledCircuit, inputNames: readonly string[]): Promise<System> {
  const r1cs = readR1cs(readFileSync(compiled.r1cs));
  const rows: Entry[][] = Array.from({ length: r1cs.nConstraints }, () => []);
  const occurrences: Occurrence[][] = Array.from({ length: r1cs.nVars }, () => []);
  const form = ['a', 'b', 'c'] as const;
  forEachTerm(r1cs, (matrix, row, wire, value) => {
    const of = occurrences[wire]!;
    // Terms come row by row, so a wire's entry in this row is its last one.
    let last = of.at(-1);
    if (last?.row !== row) {
      last = { row, entry: { wire, a: 0n, b: 0n, c: 0n } };
      of.push(last);
      rows[row]!.push(last.entry);
    }
    last.entry[form[matrix]] = centred(value);
  });

  const names = new Map<number, string>();
  const inputs = new Set<number>();
  const isInput = new Set(inputNames);
  for (const line of readFileSync(compiled.sym, 'utf8').split('\n')) {
    const [, wire, , name] = line.split(',');
    if (name === undefined || wire === '-1') continue;
    const short = name.slice('main.'.length);
    const known = names.get(Number(wire));
    if (known === undefined || short.length < known.length) names.set(Number(wire), short);
    if (isInput.has(short.replace(/\[.*/, ''))) inputs.add(Number(wire));
  }
  // The least used wires first: what a repair tries first.
  for (const row of rows) row.sort((x, y) => occurrences[x.wire]!.length - occurrences[y.wire]!.length);
  const calculate = await witnessCalculator(readFileSync(compiled.wasm));
  const publicWires = Array.from({ length: r1cs.nPublic }, (_, i) => i + 1);
  return {
    nWires: r1cs.nVars,
    nPublic: r1cs.nPublic,
    rows,
    occurrences,
    inputs,
    name: (wire) => names.get(wire) ?? `wire ${wire}`,
    witness: (given) => calculate(given),
    publicSignals: (given) => calculate(given, publicWires),
  };
}

/** The values of A, B and C of each constraint at a witness. */
export interface Values {
  readonly a: bigint[];
  readonly b: bigint[];
  readonly c: bigint[];
}

export function valuesAt(system: System, witness: readonly bigint[]): Values {
  const values: Values = { a: [], b: [], c: [] };
  for (const row of system.rows) {
    let [A, B, C] = [0n, 0n, 0n];
    for (const { wire, a, b, c } of row) {
      const x = witness[wire]!;
      // Most coefficients are 0.
      if (a !== 0n) A += a * x;
      if (b !== 0n) B += b * x;
      if (c !== 0n) C += c * x;
    }
    values.a.push(mod(A));
    values.b.push(mod(B));
    values.c.push(mod(C));
  }
  return values;
}

/** The derivative of A·B - C with respect to the wire. */
export function derivative(values: Values, row: number, { a, b, c }: Entry): bigint {
  let sum = -c;
  if (a !== 0n) sum += a * values.b[row]!;
  if (b !== 0n) sum += b * values.a[row]!;
  return mod(sum);
}
