import { type CompiledCircuit, circuitSpec } from '@veilgrid/circuits';
import type { Circuit as CircuitName } from '@veilgrid/protocol/kinds';
import type { Profile } from '@veilgrid/protocol/params';
import { slotsOf } from '../circuits/support/binding.js';
import { ALLOWED } from './allowed.js';
import type { Case } from './cases.js';
import { undeterminedWires } from './determined.js';
import { mutateInputs } from './inputs.js';
import { randomNumbers } from './randomNumbers.js';
import { openSystem, valuesAt } from './system.js';
import { type Effort, mutateWires } from './wires.js';

export interface Thoroughness {
  readonly effort: Effort;
  /** All cases of a circuit, the first alone, or one at random. */
  readonly cases: 'all' | 'first' | 'random';
  /** Values of each private input: the next alone, or random ones and the edges of the field too. */
  readonly edges: boolean;
  /** Private inputs that are changed, chosen at random; a witness of full size takes long. */
  readonly inputs: number;
  /** Private wires that are overwritten, chosen at random. */
  readonly wires: number;
}

export const FAST: Thoroughness = {
  effort: { repairs: 3, choices: 2, broken: 4, random: 1, followed: 2 },
  cases: 'first',
  edges: false,
  inputs: Number.POSITIVE_INFINITY,
  wires: Number.POSITIVE_INFINITY,
};

export const WHOLE: Thoroughness = {
  effort: { repairs: 6, choices: 3, broken: 8, random: 2, followed: Number.POSITIVE_INFINITY },
  cases: 'all',
  edges: true,
  inputs: Number.POSITIVE_INFINITY,
  wires: Number.POSITIVE_INFINITY,
};

/**
 * The whole of a profile. Medium has the templates of small with more periods and slots, so every case and every
 * wire of it is tried, but followed less far; of full size one case, as a witness takes long.
 */
const EFFORTS: Record<Profile, Thoroughness> = {
  small: WHOLE,
  medium: { ...WHOLE, effort: { ...FAST.effort, followed: 4 } },
  full: { ...FAST, inputs: 24 },
};

export const wholeOf = (profile: Profile): Thoroughness => EFFORTS[profile];

/** A part of the whole that takes seconds, another one with every seed. */
export const sampleOf = (profile: Profile): Thoroughness => ({
  ...EFFORTS[profile],
  ...{ cases: 'random', wires: 400, inputs: 12 },
});

export interface MutationReport {
  /** Private wires and inputs changed, over all cases. */
  readonly signals: number;
  readonly mutants: number;
  readonly killed: number;
  /** By name, with the case. */
  readonly allowed: readonly string[];
  readonly notAllowed: readonly string[];
}

/** Up to `most` of all, at random, in their order. */
export function someOf<T>(all: readonly T[], most: number, random: () => bigint): readonly T[] {
  if (all.length <= most) return all;
  const drawn = all
    .map((value, i) => ({ value, i, draw: random() }))
    .sort((x, y) => (x.draw < y.draw ? -1 : 1));
  return drawn
    .slice(0, most)
    .sort((x, y) => x.i - y.i)
    .map(({ value }) => value);
}

/** Wire mutation, input mutation and the Jacobian of one circuit at valid witnesses. */
export async function mutationReport(
  circuit: CircuitName,
  compiled: CompiledCircuit,
  cases: readonly Case[],
  { effort, edges, inputs: mostInputs, wires: mostWires }: Thoroughness,
  seed = 1n,
): Promise<MutationReport> {
  const names = Object.keys(cases[0]!.inputs);
  const system = await openSystem(compiled, names);
  const isPublic = (name: string) => circuitSpec('small', circuit).public.includes(name);
  const isAllowed = (survivor: string) =>
    ALLOWED.some(({ circuits, pattern }) => circuits.includes(circuit) && pattern.test(survivor));
  const random = randomNumbers(seed);
  const [allowed, notAllowed] = [new Set<string>(), new Set<string>()];
  let [signals, mutants, killed] = [0, 0, 0];
  for (const { name, inputs } of cases) {
    const witness = system.witness(inputs);
    const values = valuesAt(system, witness);
    const others = (x: bigint) => [x + 1n, ...(edges ? [random(), x - 1n, 0n, -x] : [])];
    const undetermined = undeterminedWires(system, values).map(system.name);
    const privateWires = Array.from(
      { length: system.nWires - 1 - system.nPublic },
      (_, i) => system.nPublic + 1 + i,
    );
    const chosen = someOf(privateWires, mostWires, random);
    const wires = mutateWires(system, witness, values, effort, random, chosen);
    const slots = slotsOf(inputs).filter(({ name: slot }) => !isPublic(slot.replace(/\[.*/, '')));
    const whole = mutateInputs(system, inputs, someOf(slots, mostInputs, random), others);
    signals += wires.wires + whole.inputs;
    mutants += wires.mutants + whole.mutants;
    killed += wires.killed + whole.killed;
    for (const signal of [...undetermined, ...wires.survivors, ...whole.survivors]) {
      const survivor = `${signal} (${name})`;
      (isAllowed(survivor) ? allowed : notAllowed).add(survivor);
    }
  }
  return { signals, mutants, killed, allowed: [...allowed].sort(), notAllowed: [...notAllowed].sort() };
}
