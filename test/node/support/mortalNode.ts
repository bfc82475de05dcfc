import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { createApi } from '@veilgrid/client-sdk';
import type { Api, RouteResponse } from '@veilgrid/protocol/routes';
import type { RecordedDay, Step } from './recordDay.js';

/** As built: processes that check proofs are started with its options, which have to suit files. */
const MAIN = resolve('test/dist/node/support/mortalMain.js');

/** A node that is there to be killed: HTTP, LMDB and proofs as ever. */
export class MortalNode {
  readonly #child: ChildProcess;
  readonly #exit: Promise<unknown>;

  constructor({ genesis, validatorKey }: RecordedDay, dataDir: string) {
    const VEILGRID_MORTAL = JSON.stringify({ genesis, dataDir, key: [...validatorKey] });
    this.#child = spawn(process.execPath, [MAIN], {
      env: { ...process.env, VEILGRID_MORTAL },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#exit = once(this.#child, 'exit');
  }

  /** Resolves when it listens. */
  async api(): Promise<Api> {
    const [url] = await once(createInterface(this.#child.stdout!), 'line');
    return createApi(url as string, { adminToken: 'test' });
  }

  /** Ends it as a power cut would end the process: it gets to do nothing more. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#exit;
  }
}

/** Resolves when the node says that the step's block is on disk. */
export async function take(api: Api, step: Step): Promise<void> {
  if ('time' in step) {
    await api.moveTime({ body: { time: step.time } });
    return;
  }
  const { status } = await api.submit({ body: { tx: step.tx }, query: { wait: 'committed' } });
  if (status !== 'committed') throw new Error(`a step was ${status}`);
}

/** What two ledgers that are the same have in common. */
export function headOf({ height, time, stateHash, blockHash }: RouteResponse<'status'>) {
  return { height, time, stateHash, blockHash };
}
