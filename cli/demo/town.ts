/** The demo's stage: a real node over HTTP on loopback, everybody's services, and the households. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApi, createProver } from '@veilgrid/client-sdk';
import { startNode } from '@veilgrid/node';
import { type Profile, paramsOf, SECONDS_PER_DAY } from '@veilgrid/protocol/params';
import type { Circuit } from '@veilgrid/protocol/tx';
import { createHasher, createMatcher } from '@veilgrid/wasm-core';
import type { Closers } from '../interrupt.js';
import { developmentChain } from '../parties.js';
import { type Household, settleIn } from './household.js';
import { observeProofs, type ProofObserver } from './observeProofs.js';
import { buildScenario, type Scenario } from './scenario.js';
import { type Access, type Services, startServices } from './services.js';

export interface DayOptions {
  readonly profile: Profile;
  /** 10 to 55 */
  readonly households: number;
  /** YYYY-MM-DD */
  readonly date: string;
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
  /** Proofs made so far. */
  readonly proofs: Readonly<Record<Circuit, number>>;
  /** Unix seconds at which the traded day begins. */
  readonly midnight: number;
  moveTime(time: number): Promise<void>;
}

/** The chain begins half a day before the traded day. */
const LEAD = SECONDS_PER_DAY / 2;

export async function buildTown(options: DayOptions, closers: Closers): Promise<Town> {
  const scenario = buildScenario(paramsOf(options.profile), options.date, options.households, options.seed);
  const midnight = scenario.day * SECONDS_PER_DAY;
  const chain = developmentChain('demo', options.profile, midnight - LEAD);
  const dataDir = await mkdtemp(join(tmpdir(), 'veilgrid-demo-'));
  closers.defer(() => rm(dataDir, { recursive: true, force: true }));
  const node = await startNode({
    genesis: chain.genesis,
    validatorKey: chain.validatorKey,
    dataDir,
    clock: 'manual',
  });
  closers.defer(() => node.close());
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
  const clock = createApi(node.url, { adminToken: node.adminToken });
  return {
    url: node.url,
    access,
    services: startServices(access, chain),
    scenario,
    households: await Promise.all(
      scenario.houses.map((house, position) => settleIn(access, scenario, house, position)),
    ),
    proofs,
    midnight,
    moveTime: async (time) => {
      await clock.moveTime({ body: { time } });
    },
  };
}
