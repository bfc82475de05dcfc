import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runDemo } from '@veilgrid/cli/demo/market/run';
import { DEFAULT_DAY, SEED } from '@veilgrid/cli/demo/market/scenario';
import type { ProofObserver } from '@veilgrid/cli/demo/town/observeProofs';
import { Stages } from '@veilgrid/cli/demo/town/stages';
import type { Closers } from '@veilgrid/cli/terminal/interrupt';
import { startProgress } from '@veilgrid/cli/terminal/progress';
import type { Profile } from '@veilgrid/protocol/params';
import { watchMemory } from './memory.js';

export interface DayCost {
  readonly seconds: number;
  /** Of the largest process; undefined where the system does not tell. */
  readonly peakMegabytes: number | undefined;
}

const COMMAND = fileURLToPath(new URL('../../cli/bin/veilgrid.js', import.meta.url));

/** The command with an empty cache, as after `npm ci`. */
export async function firstRun(profile: Profile, households: number, closers: Closers): Promise<DayCost> {
  const cache = await mkdtemp(join(tmpdir(), 'veilgrid-bench-'));
  closers.defer(() => rm(cache, { recursive: true, force: true }));
  const args = [COMMAND, 'demo', '--json', '--households', String(households)];
  const began = performance.now();
  const child = spawn(process.execPath, profile === 'small' ? [...args, '--small'] : args, {
    env: { ...process.env, VEILGRID_CACHE: cache },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  closers.defer(() => child.kill('SIGINT'));
  const memory = watchMemory();
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`the first run ended with exit code ${code}`);
  return { seconds: secondsSince(began), peakMegabytes: memory.stop() };
}

/** The same day in this process, so that the inputs of its proofs can be kept. */
export async function secondRun(
  profile: Profile,
  households: number,
  closers: Closers,
  signal: AbortSignal,
  onProof: ProofObserver,
): Promise<DayCost> {
  const began = performance.now();
  const memory = watchMemory();
  const progress = startProgress();
  closers.defer(() => progress.stop());
  const day = { profile, households, date: DEFAULT_DAY, seed: SEED, onProof };
  const { checks } = await runDemo(day, closers, new Stages(progress, signal));
  if (!Object.values(checks).every(Boolean)) throw new Error(`failed: ${JSON.stringify(checks)}`);
  return { seconds: secondsSince(began), peakMegabytes: memory.stop() };
}

const secondsSince = (began: number) => Math.round((performance.now() - began) / 100) / 10;
