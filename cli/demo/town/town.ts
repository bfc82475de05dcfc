/** The demo's stage: a real node over HTTP on loopback, everybody's services, and the households. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApi, createProver } from '@veilgrid/client-sdk';
import { startNode } from '@veilgrid/node';
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import type { Circuit } from '@veilgrid/protocol/kinds';
import { MIN_GROUP, type Profile, paramsOf, SECONDS_PER_DAY } from '@veilgrid/protocol/params';
import { type DevelopmentChain, developmentChain } from '@veilgrid/services/development';
import { createHasher, createMatcher } from '@veilgrid/wasm-core';
import type { Closers } from '../../terminal/interrupt.js';
import { type MeteredDay, meteredScenario } from '../market/csvScenario.js';
import { buildScenario, idleHouse, type Scenario } from '../market/scenario.js';
import { type Household, settleIn } from './household.js';
import { observeProofs, type ProofObserver } from './observeProofs.js';
import { type Access, type Services, startServices } from './services.js';

export interface DayOptions {
  readonly profile: Profile;
  /** 10 to 55 */
  readonly households: number;
  /** YYYY-MM-DD */
  readonly date: string;
  /** The user's own meters on `date`, instead of the built-in households. */
  readonly metered?: MeteredDay | undefined;
  /** Forecasts and limit prices follow from it. */
  readonly seed: string;
  readonly onProof?: ProofObserver;
}

export interface Town {
  readonly url: string;
  readonly access: Access;
  readonly services: Services;
  readonly scenario: Scenario;
  readonly households: readonly Household[];
  /**
   * Points that take no part: fewer than ten points make no auction, as a deposit tier would tell who needs it.
   */
  readonly neighbours: readonly Household[];
  /** Proofs made so far. */
  readonly proofs: Readonly<Record<Circuit, number>>;
  /** Unix seconds at which the traded day begins. */
  readonly midnight: number;
  moveTime(time: number): Promise<void>;
}

/** The chain begins half a day before the traded day. */
const LEAD = SECONDS_PER_DAY / 2;

/** The node a town lives on, in this process or in another. */
export interface TownNode {
  readonly url: string;
  readonly adminToken: string;
  readonly genesis: Genesis;
}

export async function buildTown(options: DayOptions, closers: Closers): Promise<Town> {
  const chain = townChain(options);
  const dataDir = await mkdtemp(join(tmpdir(), 'veilgrid-demo-'));
  closers.defer(() => rm(dataDir, { recursive: true, force: true }));
  const node = await startNode({
    genesis: chain.genesis,
    validatorKey: chain.validatorKey,
    dataDir,
    clock: 'manual',
  });
  closers.defer(() => node.close());
  return settleTown(node, chain, options, closers);
}

export function townChain(options: DayOptions): DevelopmentChain {
  const midnight = scenarioOf(options).day * SECONDS_PER_DAY;
  return developmentChain('demo', options.profile, midnight - LEAD);
}

/** Services and households of a day, on a node of theirs with a clock that is moved by hand. */
export async function settleTown(
  node: TownNode,
  chain: DevelopmentChain,
  options: DayOptions,
  closers: Closers,
): Promise<Town> {
  const scenario = scenarioOf(options);
  const proofs = { transfer: 0, order: 0, clear: 0, close: 0, settle: 0, masksum: 0 };
  const prover = observeProofs(createProver(options.profile), (circuit, inputs) => {
    proofs[circuit]++;
    options.onProof?.(circuit, inputs);
  });
  closers.defer(() => prover.close());
  const access = {
    genesis: node.genesis,
    hasher: await createHasher(),
    matcher: await createMatcher(),
    api: createApi(node.url),
    prover,
  };
  const idle = Array.from({ length: Math.max(0, MIN_GROUP - scenario.houses.length) }, (_, i) =>
    idleHouse(`Neighbour ${i + 1}`),
  );
  const settled = await Promise.all(
    [...scenario.houses, ...idle].map((house, position) => settleIn(access, scenario, house, position)),
  );
  const clock = createApi(node.url, { adminToken: node.adminToken });
  return {
    url: node.url,
    access,
    services: startServices(access, chain),
    scenario,
    households: settled.slice(0, scenario.houses.length),
    neighbours: settled.slice(scenario.houses.length),
    proofs,
    midnight: scenario.day * SECONDS_PER_DAY,
    moveTime: async (time) => {
      await clock.moveTime({ body: { time } });
    },
  };
}

function scenarioOf({ profile, date, households, seed, metered }: DayOptions): Scenario {
  const params = paramsOf(profile);
  return metered ? meteredScenario(params, metered, seed) : buildScenario(params, date, households, seed);
}
