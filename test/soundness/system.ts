import { readFileSync } from 'node:fs';
import type { CompiledCircuit } from '@veilgrid/circuits';
import { inverse } from '@veilgrid/circuits/scripts/field';
import { forEachTerm, readR1cs } from '@veilgrid/circuits/scripts/r1cs';
import { mod, R } from '@veilgrid/protocol/field';
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
}

export { inverse, mod, R };

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
  return {
    nWires: r1cs.nVars,
    nPublic: r1cs.nPublic,
    rows,
    occurrences,
    inputs,
    name: (wire) => names.get(wire) ?? `wire ${wire}`,
    witness: await witnessCalculator(readFileSync(compiled.wasm)),
  };
}

/** The values of A, B and C of each constraint at a witness. */
export interface Values {
  readonly a: bigint[];
  readonly b: bigint[];
  readonly c: bigint[];
}

export function valuesAt(system: System, witness: readonly bigint[]): Values {
  const sum = (form: 'a' | 'b' | 'c') =>
    system.rows.map((row) =>
      mod(row.reduce((total, entry) => total + entry[form] * witness[entry.wire]!, 0n)),
    );
  return { a: sum('a'), b: sum('b'), c: sum('c') };
}

/** How A·B - C changes with the wire: `slope`·d + `curve`·d² for a change by d. */
export function change(values: Values, { row, entry }: Occurrence): { slope: bigint; curve: bigint } {
  const { a, b, c } = entry;
  return { slope: mod(a * values.b[row]! + b * values.a[row]! - c), curve: a * b };
}
