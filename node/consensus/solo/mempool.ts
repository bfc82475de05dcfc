import { ensure } from '@veilgrid/protocol/errors';
import type { VerifiedTx } from '../../state/verified.js';

/** A transaction that waits for its block, and whoever waits with it. */
export interface Pending {
  readonly vtx: VerifiedTx;
  /** Height of its block. */
  readonly committed: Promise<bigint>;
  resolve(height: bigint): void;
  reject(error: Error): void;
}

/** Accepted transactions in order of arrival; bounded, each id once. */
export class Mempool {
  readonly #limit: number;
  readonly #pending = new Map<string, Pending>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  get size(): number {
    return this.#pending.size;
  }

  has(id: string): boolean {
    return this.#pending.has(id);
  }

  ensureRoom(): void {
    ensure(this.size < this.#limit, 'MEMPOOL_FULL', { limit: this.#limit });
  }

  add(vtx: VerifiedTx): Pending {
    let settle: Pick<Pending, 'resolve' | 'reject'> | undefined;
    const committed = new Promise<bigint>((resolve, reject) => {
      settle = { resolve, reject };
    });
    // Nobody has to wait for it.
    committed.catch(() => {});
    const pending = { vtx, committed, ...settle! };
    this.#pending.set(vtx.id, pending);
    return pending;
  }

  remove(id: string): void {
    this.#pending.delete(id);
  }

  all(): Pending[] {
    return [...this.#pending.values()];
  }

  /** The oldest transactions that fit one block; always one if there is one. */
  take(maxTxs: number, maxBytes: number): Pending[] {
    const taken: Pending[] = [];
    let bytes = 0;
    for (const pending of this.#pending.values()) {
      bytes += pending.vtx.bytes.length;
      if (taken.length > 0 && (taken.length === maxTxs || bytes > maxBytes)) break;
      taken.push(pending);
    }
    return taken;
  }
}
