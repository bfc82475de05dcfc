import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { PoolError } from '../poolError.js';

/** What a worker answers: a value, or an error as plain data (classes do not survive the way). */
type WorkerAnswer<Result> = { value: Result } | { error: { code: string; message: string } };

interface Job<Input, Result> {
  input: Input;
  resolve(result: Result): void;
  reject(error: Error): void;
}

/**
 * Processes that each do one job at a time, first come first served. Processes, not worker threads: the curve
 * library loads a module that takes over the globals of any worker thread it finds itself in. A process
 * answers each message with one. If one dies, the pool is closed and every open job fails: what killed it
 * would kill the next.
 */
export class ProcessPool<Input, Result> {
  readonly #workers: ChildProcess[] = [];
  readonly #idle: ChildProcess[] = [];
  readonly #queue: Job<Input, Result>[] = [];
  readonly #running = new Map<ChildProcess, Job<Input, Result>>();
  readonly #maxQueue: number;
  readonly #toError: (error: { code: string; message: string }) => Error;
  #closed = false;

  constructor(options: {
    script: URL;
    workers: number;
    maxQueue: number;
    toError: (error: { code: string; message: string }) => Error;
  }) {
    this.#maxQueue = options.maxQueue;
    this.#toError = options.toError;
    for (let i = 0; i < options.workers; i++) {
      const worker = fork(fileURLToPath(options.script), { serialization: 'advanced' });
      worker.on('message', (answer) => this.#finish(worker, answer as WorkerAnswer<Result>));
      worker.on('error', (error) => this.#fail(new PoolError('WORKER_FAILED', error.message)));
      worker.on('exit', (code) => this.#fail(new PoolError('WORKER_FAILED', `process ended with ${code}`)));
      worker.unref();
      worker.channel?.unref(); // an idle pool keeps no process alive; a job does, below
      this.#workers.push(worker);
      this.#idle.push(worker);
    }
  }

  run(input: Input): Promise<Result> {
    if (this.#closed) return Promise.reject(new PoolError('CLOSED', 'the pool is closed'));
    if (this.#queue.length + this.#running.size >= this.#maxQueue) {
      return Promise.reject(new PoolError('QUEUE_FULL', `more than ${this.#maxQueue} jobs`));
    }
    const result = new Promise<Result>(
      (resolve, reject) => void this.#queue.push({ input, resolve, reject }),
    );
    this.#dispatch();
    return result;
  }

  #dispatch(): void {
    while (this.#idle.length > 0 && this.#queue.length > 0) {
      const worker = this.#idle.shift()!;
      const job = this.#queue.shift()!;
      this.#running.set(worker, job);
      worker.channel?.ref();
      worker.send(job.input as object);
    }
  }

  #finish(worker: ChildProcess, answer: WorkerAnswer<Result>): void {
    const job = this.#running.get(worker);
    this.#running.delete(worker);
    worker.channel?.unref();
    this.#idle.push(worker);
    if ('value' in answer) job?.resolve(answer.value);
    else job?.reject(this.#toError(answer.error));
    this.#dispatch();
  }

  #fail(error: PoolError): void {
    const open = [...this.#running.values(), ...this.#queue.splice(0)];
    this.#running.clear();
    for (const job of open) job.reject(error);
    void this.close();
  }

  /** Ends the processes; open jobs fail with CLOSED. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#fail(new PoolError('CLOSED', 'the pool was closed'));
    const ended = this.#workers.map(async (worker) => {
      if (worker.exitCode !== null || worker.signalCode !== null) return;
      worker.ref(); // or the process could end while its caller awaits this
      const exit = once(worker, 'exit');
      worker.kill('SIGKILL');
      await exit;
    });
    await Promise.all(ended);
  }
}
