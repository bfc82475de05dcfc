import { PoolError } from '../poolError.js';
import { startThread, type Thread } from '../threads.js';
import type { VerifyResult } from './codes.js';
import { MAX_BATCH } from './context.js';
import { readKey, type VerificationKeys } from './key.js';
import { type Packing, pack, type VerifyItem } from './pack.js';
import { resultsOf, shapesOf } from './verifier.js';
import type { VerifyAnswer } from './worker.js';

export interface VerifierPool {
  /** Results in the order of the items. Rejects with PoolError when the queue is full or the pool is closed. */
  verifyMany(items: readonly VerifyItem[]): Promise<VerifyResult[]>;
  /** True after `close`, or once a thread has died. */
  readonly closed: boolean;
  close(): Promise<void>;
}

interface Job {
  readonly item: VerifyItem;
  resolve(result: VerifyResult): void;
  reject(error: Error): void;
}

interface Worker {
  readonly thread: Thread;
  running?: { readonly jobs: readonly Job[]; readonly packing: Packing };
}

/**
 * The verifier in threads of its own. Whatever waits when a thread falls idle is shared out among the idle ones and
 * verified together, whoever asked for it. If a thread dies, the pool is closed and every open job fails: what killed
 * it would kill the next. Throws VerificationKeyError for a malformed key.
 */
export function createVerifierPool(options: {
  keys: VerificationKeys;
  workers: number;
  /** Most proofs that may wait or run at once. */
  maxQueue?: number;
}): VerifierPool {
  return new ThreadPool(options.keys, options.workers, options.maxQueue ?? 4_096);
}

class ThreadPool implements VerifierPool {
  readonly #shapes: ReturnType<typeof shapesOf>;
  readonly #started: Promise<void>;
  readonly #workers: Worker[] = [];
  #queue: Job[] = [];
  #open = 0;
  readonly #maxQueue: number;
  #closed = false;

  constructor(keys: VerificationKeys, workers: number, maxQueue: number) {
    this.#shapes = shapesOf(keys);
    this.#maxQueue = maxQueue;
    const bytes = Object.values(keys).map(readKey);
    this.#started = Promise.all(
      Array.from({ length: workers }, async () => {
        const thread = await startThread(new URL('./worker.js', import.meta.url));
        const worker: Worker = { thread };
        thread.receive((answer) => this.#finish(worker, answer as VerifyAnswer));
        thread.failed((error) => this.#fail(new PoolError('WORKER_FAILED', error.message)));
        thread.hold(false); // an idle pool keeps no process alive; a job does, below
        thread.post(bytes, []);
        this.#workers.push(worker);
        this.#dispatch();
      }),
    ).then(() => {});
    this.#started.catch((error: Error) => this.#fail(new PoolError('WORKER_FAILED', error.message)));
  }

  get closed(): boolean {
    return this.#closed;
  }

  verifyMany(items: readonly VerifyItem[]): Promise<VerifyResult[]> {
    if (this.#closed) return Promise.reject(new PoolError('CLOSED', 'the pool is closed'));
    if (this.#open + items.length > this.#maxQueue) {
      return Promise.reject(new PoolError('QUEUE_FULL', `more than ${this.#maxQueue} jobs`));
    }
    this.#open += items.length;
    const results = items.map(
      (item) =>
        new Promise<VerifyResult>((resolve, reject) => void this.#queue.push({ item, resolve, reject })),
    );
    this.#dispatch();
    return Promise.all(results);
  }

  #dispatch(): void {
    const idle = this.#workers.filter(({ running }) => running === undefined);
    idle.forEach((worker, i) => {
      const share = Math.min(MAX_BATCH, Math.ceil(this.#queue.length / (idle.length - i)));
      if (share === 0) return;
      const jobs = this.#queue.splice(0, share);
      const packing = pack(
        this.#shapes,
        jobs.map(({ item }) => item),
      );
      worker.running = { jobs, packing };
      worker.thread.hold(true);
      worker.thread.post(packing.batch, [packing.batch.bytes.buffer as ArrayBuffer]);
    });
  }

  #finish(worker: Worker, answer: VerifyAnswer): void {
    if (worker.running === undefined) return;
    if ('failure' in answer) {
      this.#fail(new PoolError('WORKER_FAILED', answer.failure));
      return;
    }
    const { jobs, packing } = worker.running;
    delete worker.running;
    worker.thread.hold(false);
    this.#open -= jobs.length;
    resultsOf(packing, answer.codes).forEach((result, i) => {
      jobs[i]!.resolve(result);
    });
    this.#dispatch();
  }

  #fail(error: PoolError): void {
    const open = [...this.#workers.flatMap(({ running }) => running?.jobs ?? []), ...this.#queue];
    this.#queue = [];
    for (const worker of this.#workers) delete worker.running;
    for (const job of open) job.reject(error);
    void this.close();
  }

  /** Ends the threads; open jobs fail with CLOSED. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#fail(new PoolError('CLOSED', 'the pool was closed'));
    await this.#started.catch(() => {});
    for (const { thread } of this.#workers) thread.stop();
  }
}
