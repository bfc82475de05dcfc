import { CIRCUITS, type CircuitName, compileCircuit } from '@veilgrid/circuits';
import { createHasher } from '@veilgrid/wasm-core';
import { buildReference } from '../circuits/support/reference.js';
import { builders, casesOf } from './cases.js';
import { type DroppedChecks, droppedChecks } from './dropped.js';
import { type MutationReport, mutationReport, type Thoroughness } from './mutation.js';

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

/** Mutation and dropped checks of circuits of the small profile; the compilers run beside the mutation. */
export async function soundness(
  thoroughness: Thoroughness,
  names: readonly CircuitName[] = CIRCUITS,
): Promise<CircuitReport[]> {
  const hasher = await createHasher();
  const build = builders(hasher, await buildReference());
  const dropping = droppedChecks(hasher, build);
  // Reported when it is awaited below, after the mutation.
  dropping.catch(() => {});
  const mutations: MutationReport[] = [];
  for (const name of names) {
    const cases = casesOf(build, name).slice(0, thoroughness.allCases ? undefined : 1);
    mutations.push(await mutationReport(name, await compileCircuit('small', name), cases, thoroughness));
  }
  const dropped = await dropping;
  return names.map((name, i) => ({ name, ...mutations[i]!, ...dropped.get(name)! }));
}
