import { mod } from '@veilgrid/protocol/core/crypto/field';
import type { Circuit } from './r1cs.js';
import { type Inputs, type InputValue, WitnessError } from './witness.js';

/** One number among the inputs: its name as in circom ("path[0][3]") and the inputs with another value. */
export interface Slot {
  readonly name: string;
  readonly value: bigint;
  with(value: bigint): Inputs;
}

function slotsIn(name: string, input: InputValue, rebuild: (value: InputValue) => Inputs): Slot[] {
  if (typeof input === 'bigint') return [{ name, value: input, with: rebuild }];
  return input.flatMap((element, i) =>
    slotsIn(`${name}[${i}]`, element, (value) => rebuild(input.with(i, value))),
  );
}

export function slotsOf(inputs: Inputs): Slot[] {
  return Object.entries(inputs).flatMap(([name, input]) =>
    slotsIn(name, input, (value) => ({ ...inputs, [name]: value })),
  );
}

/** The witness, or those of its wires, or undefined where the circuit refuses the inputs. */
export function tryWitness(
  circuit: Circuit,
  inputs: Inputs,
  wires?: readonly number[],
): bigint[] | undefined {
  try {
    return circuit.witness(inputs, wires);
  } catch (error) {
    if (error instanceof WitnessError) return undefined;
    throw error;
  }
}

/**
 * Names of inputs that a change by one leaves free, which should be none but those a test can explain:
 * - any input: the changed inputs are accepted and give the same public outputs;
 * - a public input: another value of it satisfies the constraints beside the same witness;
 * - a private input: the changed witness satisfies the constraints beside the same public signals.
 */
export function unboundInputs(circuit: Circuit, inputs: Inputs): { free: string[]; notHeld: string[] } {
  const original = circuit.witness(inputs);
  const examination = circuit.examine(original);
  const publicSignals = circuit.publicSignals(original);
  const nInputs = publicInputs(circuit, inputs);
  const outputs = circuit.nPublic - nInputs;
  const free: string[] = [];
  const notHeld: string[] = [];
  for (const slot of slotsOf(inputs)) {
    const wire = circuit.wire(`main.${slot.name}`);
    const isPublic = wire !== undefined && wire <= circuit.nPublic;
    if (isPublic && examination.violatedBy([[wire, mod(slot.value + 1n)]]) === undefined)
      notHeld.push(slot.name);
    const changed = tryWitness(circuit, slot.with(slot.value + 1n));
    if (changed === undefined) continue;
    const signals = circuit.publicSignals(changed);
    if (publicSignals.slice(0, outputs).every((x, i) => x === signals[i])) free.push(slot.name);
    if (isPublic) continue;
    const held = publicSignals.map((x, i) => [i + 1, x] as const);
    if (circuit.examine(changed).violatedBy(held) === undefined) notHeld.push(slot.name);
  }
  return { free, notHeld };
}

function publicInputs(circuit: Circuit, inputs: Inputs): number {
  return slotsOf(inputs).filter(({ name }) => {
    const wire = circuit.wire(`main.${name}`);
    return wire !== undefined && wire <= circuit.nPublic;
  }).length;
}

/**
 * Names of wires that can be overwritten (by x + 1, 1 - x and -x) without violating a constraint: every hint
 * is a wire, so a hint without its constraint shows here. The inverse in circomlib's IsZero is free when its
 * input is 0, and harmless: only the product with that input is used.
 */
export function unboundWires(circuit: Circuit, witness: readonly bigint[]): string[] {
  const { violatedBy } = circuit.examine(witness);
  const unbound: string[] = [];
  for (let wire = 1; wire < witness.length; wire++) {
    const x = witness[wire]!;
    const bound = [x + 1n, 1n - x, -x].every(
      (value) => mod(value) === x || violatedBy([[wire, mod(value)]]) !== undefined,
    );
    const names = circuit.names(wire);
    if (!bound && !names.some((name) => name.endsWith('.inv'))) unbound.push(names[0] ?? `wire ${wire}`);
  }
  return unbound;
}

/** Inputs with some values replaced by name ("qty[1]"). */
export function withValues(inputs: Inputs, values: Readonly<Record<string, bigint>>): Inputs {
  return Object.entries(values).reduce((changed, [name, value]) => {
    const slot = slotsOf(changed).find((s) => s.name === name);
    if (slot === undefined) throw new Error(`no input ${name}`);
    return slot.with(value);
  }, inputs);
}
