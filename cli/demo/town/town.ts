/** The demo's stage: a real node over HTTP on loopback, everybody's services, and the households. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApi, createProver } from '@veilgrid/client-sdk';
import { createProofVerifier } from '@veilgrid/client-sdk/verifier/proof';
import { startNode } from '@veilgrid/node';
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import { CIRCUITS, type Circuit } from '@veilgrid/protocol/kinds';
import { MIN_GROUP, type Profile, SECONDS_PER_DAY } from '@veilgrid/protocol/params';
import { DEFAULT_TERMS, type DevelopmentChain, developmentChain } from '@veilgrid/services/development';
import { createHasher, createMatcher } from '@veilgrid/wasm-core';
import type { Closers } from '../../terminal/interrupt.js';
import { type Caps, type Household, settleIn } from './household.js';
import { observeProofs, type ProofObserver } from './observeProofs.js';
import { type Access, type Services, startServices } from './services.js';

/** What a town asks of a module's day. */
export interface Setting extends Caps {
  /** Days since 1970-01-01 UTC. */
  readonly day: number;
  /** One for each household. */
  readonly houses: readonly unknown[];
}

export interface TownOptions<S extends Setting> {
  readonly profile: Profile;
  readonly scenario: S;
  readonly onProof?: ProofObserver | undefined;
}

export interface Town<S extends Setting> {
  readonly url: string;
  readonly access: Access;
  readonly services: Services;
  readonly scenario: S;
  readonly households: readonly Household<S['houses'][number]>[];
  /**
   * Points that take no part: fewer than ten points make no auction, as a deposit tier would tell who needs it.
   */
  readonly neighbours: readonly Household<undefined>[];
  /** Proofs made so far. */
  readonly proofs: Readonly<Record<Circuit, number>>;
  /** Unix seconds at which the traded day begins. */
  readonly midnight: number;
  moveTime(time: number): Promise<void>;
}

/** Twenty minutes: what anybody has by then can be spent. */
export async function untilNotesAreReady({
  access,
  moveTime,
}: Pick<Town<Setting>, 'access' | 'moveTime'>): Promise<void> {
  const { time } = await access.api.status({});
  await moveTime(Number(time) + 1_200);
}

/** The chain begins half a day before the traded day. */
const LEAD = SECONDS_PER_DAY / 2;

/** The node a town lives on, in this process or in another. */
export interface TownNode {
  readonly url: string;
  readonly adminToken: string;
  readonly genesis: Genesis;
}

export async function buildTown<S extends Setting>(
  options: TownOptions<S>,
  closers: Closers,
): Promise<Town<S>> {
  const chain = townChain(options);
  const dataDir = await mkdtemp(join(tmpdir(), 'veilgrid-demo-'));
  closers.defer(() => rm(dataDir, { recursive: true, force: true }));
  const node = await startNode({
    genesis: chain.genesis,
    validatorKey: chain.validatorKey,
    dataDir,
  });
  closers.defer(() => node.close());
  return settleTown(node, chain, options, closers);
}

export function townChain({ profile, scenario }: TownOptions<Setting>): DevelopmentChain {
  const begin = scenario.day * SECONDS_PER_DAY - LEAD;
  return developmentChain('demo', profile, begin, { ...DEFAULT_TERMS, clock: 'manual' });
}

/** Services and households of a day, on a node of theirs with a clock that is moved by hand. */
export async function settleTown<S extends Setting>(
  node: TownNode,
  chain: DevelopmentChain,
  { profile, scenario, onProof }: TownOptions<S>,
  closers: Closers,
): Promise<Town<S>> {
  const proofs = Object.fromEntries(CIRCUITS.map((name) => [name, 0])) as Record<Circuit, number>;
  const prover = observeProofs(createProver(profile), (circuit, inputs) => {
    proofs[circuit]++;
    onProof?.(circuit, inputs);
  });
  closers.defer(() => prover.close());
  const access = {
    genesis: node.genesis,
    hasher: await createHasher(),
    matcher: await createMatcher(),
    api: createApi(node.url),
    prover,
    verifyMany: (await createProofVerifier(profile)).verifyMany,
  };
  const houses: readonly S['houses'][number][] = scenario.houses;
  const households = await Promise.all(
    houses.map((house, position) => settleIn(access, scenario, house, position)),
  );
  const neighbours = await Promise.all(
    Array.from({ length: Math.max(0, MIN_GROUP - houses.length) }, (_, i) =>
      settleIn(access, scenario, undefined, houses.length + i),
    ),
  );
  const clock = createApi(node.url, { adminToken: node.adminToken });
  return {
    url: node.url,
    access,
    services: startServices(access, chain),
    scenario,
    households,
    neighbours,
    proofs,
    midnight: scenario.day * SECONDS_PER_DAY,
    moveTime: async (time) => {
      await clock.moveTime({ body: { time } });
    },
  };
}
