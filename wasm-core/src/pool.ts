import { ERROR_NUMBERS, type ErrorCode, ensure, fail } from '@veilgrid/protocol/errors';
import { NODE_BYTES } from './context.js';
import { cores, startThread, type Thread } from './threads.js';
import type { HashAnswer, HashJob } from './worker.js';

interface Waiting {
  resolve(output: Uint8Array): void;
  reject(error: Error): void;
}

const MAX_THREADS = 64;

/** Threads that hash large batches, one WebAssembly instance each. Close it, or the process stays alive. */
export class HashPool {
  readonly #threads: Thread[] = [];
  readonly #waiting = new Map<number, Waiting>();
  #next = 0;
  #broken: Error | undefined;

  /** One thread a core unless told otherwise. */
  static async create(threads?: number): Promise<HashPool> {
    const count = threads ?? Math.min(await cores(), MAX_THREADS);
    ensure(Number.isInteger(count) && count >= 1 && count <= MAX_THREADS, 'VALUE_OUT_OF_RANGE', {
      field: 'threads',
    });
    const pool = new HashPool();
    for (let i = 0; i < count; i++) {
      const thread = await startThread(new URL('./worker.js', import.meta.url));
      thread.receive((message) => pool.#settle(message as HashAnswer));
      thread.failed((error) => pool.#fail(error));
      pool.#threads.push(thread);
    }
    return pool;
  }

  /**
   * H(capacity, item) of every item of `inputs` elements, 32 bytes each. Items in a SharedArrayBuffer are
   * read where they are; others are copied to the threads, so the caller's stay whole.
   */
  async hashMany(items: Uint8Array, inputs: number, capacity: bigint): Promise<Uint8Array> {
    const size = NODE_BYTES * inputs;
    ensure(items.length % size === 0, 'VALUE_OUT_OF_RANGE', { field: 'items', length: items.length });
    const share = Math.ceil(items.length / size / this.#threads.length);
    const parts = await Promise.all(
      this.#threads.map((thread, i) =>
        this.#send(thread, items.subarray(i * share * size, (i + 1) * share * size), inputs, capacity),
      ),
    );
    const out = new Uint8Array(items.length / inputs);
    let at = 0;
    for (const part of parts) {
      out.set(part, at);
      at += part.length;
    }
    return out;
  }

  close(): void {
    for (const thread of this.#threads) void thread.stop();
    this.#fail(new Error('the pool is closed'));
  }

  #send(thread: Thread, items: Uint8Array, inputs: number, capacity: bigint): Promise<Uint8Array> {
    if (this.#broken) return Promise.reject(this.#broken);
    if (items.length === 0) return Promise.resolve(new Uint8Array());
    const shared = typeof SharedArrayBuffer !== 'undefined' && items.buffer instanceof SharedArrayBuffer;
    const sent = shared ? items : items.slice();
    const job: HashJob = { id: this.#next++, items: sent, inputs, capacity };
    return new Promise((resolve, reject) => {
      this.#waiting.set(job.id, { resolve, reject });
      thread.post(job, shared ? [] : [sent.buffer as ArrayBuffer]);
    });
  }

  #settle(answer: HashAnswer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if ('output' in answer) waiting?.resolve(answer.output);
    else if (answer.code in ERROR_NUMBERS)
      waiting?.reject(fail(answer.code as ErrorCode, { field: 'items' }));
    else waiting?.reject(new Error(answer.code));
  }

  #fail(error: Error): void {
    this.#broken ??= error;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}
