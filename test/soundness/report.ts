import { compileCircuit } from '@veilgrid/circuits';
import type { Circuit as CircuitName } from '@veilgrid/protocol/kinds';
import { CIRCUITS } from '@veilgrid/protocol/kinds';
import { createHasher } from '@veilgrid/wasm-core';
import { buildReference } from '../circuits/support/reference.js';
import { builders, casesOf } from './cases.js';
import { type DroppedChecks, droppedChecks } from './dropped.js';
import { fullCase } from './fullCases.js';
import { FULL_SIZE, type MutationReport, mutationReport, type Thoroughness } from './mutation.js';

export interface CircuitReport extends MutationReport, DroppedChecks {
  readonly name: CircuitName;
}

/** The figures that `npm run soundness -- --json` prints of a circuit. */
export function figures(report: CircuitReport) {
  return {
    name: report.name,
    mutants: report.mutants,
    killed: report.killed,
    survivorsAllowed: report.allowed.length,
    survivorsNotAllowed: report.notAllowed.length,
    dropped: report.dropped.length,
    droppedUncaught: report.uncaught.length,
  };
}

export const isSound = (report: CircuitReport): boolean =>
  report.notAllowed.length === 0 && report.uncaught.length === 0;

function added(x: MutationReport, y: MutationReport): MutationReport {
  return {
    signals: x.signals + y.signals,
    mutants: x.mutants + y.mutants,
    killed: x.killed + y.killed,
    allowed: [...x.allowed, ...y.allowed],
    notAllowed: [...x.notAllowed, ...y.notAllowed],
  };
}

/**
 * Mutation and dropped checks of circuits of the small profile, in the whole form mutation of full size too;
 * the compilers run beside the mutation. */
export async function soundness(
  thoroughness: Thoroughness,
  names: readonly CircuitName[] = CIRCUITS,
  onProgress: (stage: string) => void = () => {},
): Promise<CircuitReport[]> {
  const hasher = await createHasher();
  const reference = await buildReference();
  const build = builders(hasher, reference);
  const dropping = droppedChecks(hasher, build);
  // Reported when it is awaited below, after the mutation.
  dropping.catch(() => {});
  const mutations: MutationReport[] = [];
  for (const name of names) {
    onProgress(`${name}: mutation`);
    const cases = casesOf(build, name).slice(0, thoroughness.allCases ? undefined : 1);
    const small = await mutationReport(name, await compileCircuit('small', name), cases, thoroughness);
    if (!thoroughness.allCases) mutations.push(small);
    else {
      onProgress(`${name}: mutation in full size`);
      const compiled = await compileCircuit('full', name);
      const whole = [fullCase(hasher, reference, name)];
      mutations.push(added(small, await mutationReport(name, compiled, whole, FULL_SIZE)));
    }
  }
  onProgress('dropped checks');
  const dropped = await dropping;
  return names.map((name, i) => ({ name, ...mutations[i]!, ...dropped.get(name)! }));
}
