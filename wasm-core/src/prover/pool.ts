import { ensure } from '@veilgrid/protocol/errors';
import { PoolError } from '../poolError.js';
import { Remote, type RemoteFault } from '../remote.js';
import { cores } from '../threads.js';
import { ProverError, type ProverErrorCode } from './errors.js';
import { compileCalculator, type FileOrBytes, readShared } from './files.js';
import type { Prover, ProvingFiles } from './interface.js';
import type { ProofResult } from './result.js';
import type { ShareProver } from './share.js';
import { type LoadedKey, type ProverThread, proveTogether } from './together.js';
import type { CircuitInput } from './witness.js';
import { readWitness } from './wtns.js';
import { readProvingKey } from './zkey.js';

const MAX_THREADS = 64;
/** Threads of one proof; as the module has it. */
const MAX_SHARES = 8;

type WitnessOn = (thread: ProverThread) => Promise<Uint8Array>;

interface Job {
  readonly key: LoadedKey;
  readonly witness: WitnessOn;
  resolve(result: ProofResult): void;
  reject(error: unknown): void;
}

const toError = ({ code, message }: RemoteFault) =>
  code === 'WORKER_FAILED'
    ? new PoolError(code, message)
    : new ProverError((code ?? 'PROVE') as ProverErrorCode, message);

/**
 * Threads that prove. The idle ones are divided among the proofs that wait: a proof alone takes up to eight, and
 * when many wait each gets one, for its witness does not come in parallel. If a thread dies, the pool is
 * closed and every open job fails: what killed it would kill the next.
 */
export class ProverPool implements Prover {
  readonly #threads: readonly ProverThread[];
  readonly #idle: ProverThread[];
  readonly #queue: Job[] = [];
  readonly #keys = new Map<FileOrBytes, Promise<LoadedKey>>();
  readonly #calculators = new Map<FileOrBytes, Promise<WebAssembly.Module>>();
  readonly #maxQueue: number;
  #open = 0;
  #keyCount = 0;
  #closed = false;

  private constructor(threads: readonly ProverThread[], maxQueue: number) {
    this.#threads = threads;
    this.#idle = [...threads];
    this.#maxQueue = maxQueue;
  }

  static async create(workers: number | undefined, maxQueue: number): Promise<ProverPool> {
    const count = Math.min(workers ?? (await cores()), MAX_THREADS);
    ensure(Number.isInteger(count) && count >= 1, 'VALUE_OUT_OF_RANGE', { field: 'workers' });
    const url = new URL('./worker.js', import.meta.url);
    const threads = Array.from({ length: count }, () => Remote.start<ShareProver>(url, toError));
    return new ProverPool(await Promise.all(threads), maxQueue);
  }

  prove(files: ProvingFiles, input: CircuitInput): Promise<ProofResult> {
    const calculator = () => once(this.#calculators, files.wasm, compileCalculator);
    return this.#run(files.zkey, async (thread) => thread.call('witness', await calculator(), input));
  }

  proveWitness(zkey: FileOrBytes, wtns: FileOrBytes): Promise<ProofResult> {
    return this.#run(zkey, async () => readWitness(await readShared(wtns)));
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    const error = new PoolError('CLOSED', 'the pool was closed');
    for (const job of this.#queue.splice(0)) job.reject(error);
    await Promise.all(this.#threads.map((thread) => thread.stop(error)));
  }

  async #run(zkey: FileOrBytes, witness: WitnessOn): Promise<ProofResult> {
    if (this.#closed) throw new PoolError('CLOSED', 'the pool is closed');
    if (this.#open >= this.#maxQueue) throw new PoolError('QUEUE_FULL', `more than ${this.#maxQueue} jobs`);
    this.#open++;
    try {
      const key = await once(this.#keys, zkey, (file) => this.#load(file));
      return await new Promise<ProofResult>((resolve, reject) => {
        this.#queue.push({ key, witness, resolve, reject });
        this.#dispatch();
      });
    } finally {
      this.#open--;
    }
  }

  /** Into every thread: whoever proves once proves again. */
  async #load(file: FileOrBytes): Promise<LoadedKey> {
    const bytes = await readShared(file);
    const { nVars, nPublic } = readProvingKey(bytes);
    const number = this.#keyCount++;
    await Promise.all(this.#threads.map((thread) => thread.call('load', number, bytes)));
    return { number, nVars, nPublic };
  }

  #dispatch(): void {
    while (this.#idle.length > 0 && this.#queue.length > 0) {
      const each = Math.min(MAX_SHARES, Math.max(1, this.#idle.length / this.#queue.length));
      const threads = this.#idle.splice(0, 2 ** Math.floor(Math.log2(each)));
      void this.#work(threads, this.#queue.shift()!);
    }
  }

  async #work(threads: readonly ProverThread[], job: Job): Promise<void> {
    try {
      job.resolve(await proveTogether(threads, job.key, await job.witness(threads[0]!)));
    } catch (error) {
      job.reject(error);
      if (error instanceof PoolError) await this.close();
    }
    this.#idle.push(...threads);
    this.#dispatch();
  }
}

/** What `make` made of a file; what failed may be tried again. */
function once<T>(
  made: Map<FileOrBytes, Promise<T>>,
  file: FileOrBytes,
  make: (file: FileOrBytes) => Promise<T>,
): Promise<T> {
  const found = made.get(file) ?? make(file);
  made.set(file, found);
  found.catch(() => made.delete(file));
  return found;
}
