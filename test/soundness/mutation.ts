import { type CompiledCircuit, circuitSpec } from '@veilgrid/circuits';
import { R } from '@veilgrid/protocol/core/crypto/field';
import type { Circuit as CircuitName } from '@veilgrid/protocol/kinds';
import { ALLOWED } from './allowed.js';
import type { Case } from './cases.js';
import { undeterminedWires } from './determined.js';
import { mutateInputs } from './inputs.js';
import { openSystem, valuesAt } from './system.js';
import { type Effort, mutateWires } from './wires.js';

export interface Thoroughness {
  readonly effort: Effort;
  /** All cases of a circuit, or the first alone. */
  readonly allCases: boolean;
  /** Values of each private input: the next alone, or random ones and the edges of the field too. */
  readonly edges: boolean;
  /** Private inputs that are changed, evenly spread; a witness of full size takes long. */
  readonly inputs: number;
}

export const FAST: Thoroughness = {
  effort: { repairs: 3, choices: 2, broken: 4, random: 1, followed: 2 },
  allCases: false,
  edges: false,
  inputs: Number.POSITIVE_INFINITY,
};

export const WHOLE: Thoroughness = {
  effort: { repairs: 6, choices: 3, broken: 8, random: 2, followed: Number.POSITIVE_INFINITY },
  allCases: true,
  edges: true,
  inputs: Number.POSITIVE_INFINITY,
};

/** Of the circuits in full size, beside the whole of the small ones. */
export const FULL_SIZE: Thoroughness = { ...FAST, inputs: 24 };

export interface MutationReport {
  /** Private wires and inputs changed, over all cases. */
  readonly signals: number;
  readonly mutants: number;
  readonly killed: number;
  /** By name, with the case. */
  readonly allowed: readonly string[];
  readonly notAllowed: readonly string[];
}

/** Numbers that look random and are the same every time. */
export function randomNumbers(seed: bigint): () => bigint {
  let state = seed;
  return () => {
    // Knuth's MMIX constants, over 512 bits; the high half is used.
    state = (state * 6364136223846793005n + 1442695040888963407n) & ((1n << 512n) - 1n);
    return ((state >> 128n) ^ (state >> 256n)) % R;
  };
}

/** Wire mutation, input mutation and the Jacobian of one circuit at valid witnesses. */
export async function mutationReport(
  circuit: CircuitName,
  compiled: CompiledCircuit,
  cases: readonly Case[],
  { effort, edges, inputs: most }: Thoroughness,
): Promise<MutationReport> {
  const names = Object.keys(cases[0]!.inputs);
  const system = await openSystem(compiled, names);
  const isPublic = (name: string) => circuitSpec('small', circuit).public.includes(name);
  const isAllowed = (survivor: string) =>
    ALLOWED.some(({ circuits, pattern }) => circuits.includes(circuit) && pattern.test(survivor));
  const random = randomNumbers(1n);
  const [allowed, notAllowed] = [new Set<string>(), new Set<string>()];
  let [signals, mutants, killed] = [0, 0, 0];
  for (const { name, inputs } of cases) {
    const witness = system.witness(inputs);
    const values = valuesAt(system, witness);
    const others = (x: bigint) => [x + 1n, ...(edges ? [random(), x - 1n, 0n, -x] : [])];
    const undetermined = undeterminedWires(system, values).map(system.name);
    const wires = mutateWires(system, witness, values, effort, random);
    const whole = mutateInputs(system, inputs, isPublic, most, others);
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
