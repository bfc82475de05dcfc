import { Remote } from '../remote.js';
import { cores } from '../threads.js';
import type { FixedBaseContext, GroupNumber } from './context.js';

type Functions = Pick<FixedBaseContext, 'multiples'>;

const MAX_THREADS = 64;
const SCALAR_BYTES = 32;
const POINT_BYTES = 64;
/** Scalars that a thread takes at a time. */
const PART = 2048;

/** Multiples of the generators on all cores. Close it when done. */
export class FixedBasePool {
  readonly #threads: readonly Remote<Functions>[];
  readonly #generators: readonly [Uint8Array, Uint8Array];

  private constructor(
    threads: readonly Remote<Functions>[],
    generators: readonly [g1: Uint8Array, g2: Uint8Array],
  ) {
    this.#threads = threads;
    this.#generators = generators;
  }

  /** Generators in a zkey's form. One thread a core unless told otherwise. */
  static async create(
    generators: readonly [g1: Uint8Array, g2: Uint8Array],
    threads?: number,
  ): Promise<FixedBasePool> {
    const count = Math.min(threads ?? (await cores()), MAX_THREADS);
    const url = new URL('./worker.js', import.meta.url);
    const toError = ({ message }: { message: string }) => new RangeError(message);
    const started = Array.from({ length: count }, () => Remote.start<Functions>(url, toError));
    return new FixedBasePool(await Promise.all(started), generators);
  }

  /** As FixedBaseContext's; `onPart` hears how many are done after each part. */
  async multiples(
    group: GroupNumber,
    scalars: Uint8Array,
    onPart: (points: number) => void = () => {},
  ): Promise<Uint8Array> {
    const size = POINT_BYTES * group;
    const points = new Uint8Array((scalars.length / SCALAR_BYTES) * size);
    const generator = this.#generators[group - 1]!;
    let next = 0;
    const work = async (thread: Remote<Functions>) => {
      while (next * SCALAR_BYTES < scalars.length) {
        const from = next;
        next += PART;
        const part = scalars.slice(from * SCALAR_BYTES, next * SCALAR_BYTES);
        points.set(await thread.call('multiples', group, generator, part), from * size);
        onPart(part.length / SCALAR_BYTES);
      }
    };
    await Promise.all(this.#threads.map(work));
    return points;
  }

  close(): void {
    for (const thread of this.#threads) void thread.stop(new Error('the pool is closed'));
  }
}
