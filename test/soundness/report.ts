import type { Circuit as CircuitName } from '@veilgrid/protocol/kinds';
import { type Profile, paramsOf } from '@veilgrid/protocol/params';
import { createHasher } from '@veilgrid/wasm-core';
import { buildReference } from '../circuits/support/reference.js';
import { type Builders, builders, type Case, casesOf } from './cases.js';
import { type DroppedChecks, droppedChecks } from './dropped.js';
import { fullCase } from './fullCases.js';
import { type MutationReport, mutationReport, someOf, type Thoroughness } from './mutation.js';
import { randomNumbers } from './randomNumbers.js';
import { compileTarget, nameOf, type Target } from './target.js';

export interface CircuitReport extends MutationReport, DroppedChecks {
  readonly target: Target;
}

export interface Run {
  readonly targets: readonly Target[];
  readonly thoroughness: (profile: Profile) => Thoroughness;
  /** Of every random choice; the figures of docs/security.md are those of 1. */
  readonly seed?: bigint;
  /** Whether checks are dropped too; in full size they never are. */
  readonly dropping?: boolean;
  readonly onProgress?: (stage: string) => void;
}

export const isSound = (report: CircuitReport): boolean =>
  report.notAllowed.length === 0 && report.uncaught.length === 0;

const NOTHING_DROPPED: DroppedChecks = { dropped: [], uncaught: [], argued: [] };

function chosenCases(
  build: Builders,
  circuit: CircuitName,
  { cases }: Thoroughness,
  seed: bigint,
): readonly Case[] {
  if (build.params.profile === 'full') return [fullCase(build, circuit)];
  const all = casesOf(build, circuit);
  if (cases === 'first') return all.slice(0, 1);
  return cases === 'all' ? all : someOf(all, 1, randomNumbers(seed));
}

/** Mutation and dropped checks of circuits, in the order of the targets; the compilers run beside the mutation. */
export async function soundness({
  targets,
  thoroughness,
  seed = 1n,
  dropping = true,
  onProgress = () => {},
}: Run): Promise<CircuitReport[]> {
  const hasher = await createHasher();
  const reference = await buildReference();
  const buildOf = (profile: Profile) => builders(hasher, reference, paramsOf(profile));
  const profiles = (['small', 'medium'] as const).filter((profile) =>
    targets.some((target) => dropping && target.profile === profile),
  );
  const dropped = Promise.all(
    profiles.map(async (profile) => [profile, await droppedChecks(hasher, buildOf(profile))] as const),
  );
  // Reported when it is awaited below, after the mutation.
  dropped.catch(() => {});
  const mutations: MutationReport[] = [];
  for (const target of targets) {
    onProgress(`${nameOf(target)}: mutation`);
    const effort = thoroughness(target.profile);
    const cases = chosenCases(buildOf(target.profile), target.circuit, effort, seed);
    mutations.push(await mutationReport(target.circuit, await compileTarget(target), cases, effort, seed));
  }
  onProgress('dropped checks');
  const byProfile = new Map<Profile, ReadonlyMap<CircuitName, DroppedChecks>>(await dropped);
  return targets.map((target, i) => ({
    target,
    ...mutations[i]!,
    ...(byProfile.get(target.profile)?.get(target.circuit) ?? NOTHING_DROPPED),
  }));
}
