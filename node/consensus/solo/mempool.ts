/** Transactions that were checked and wait for their block; the ledger decides what enters. */
import { ensure, type ProtocolError } from '@veilgrid/protocol/errors';
import { MEMPOOL_LIMIT, REJECTED_KEPT } from '../../config.js';
import type { VerifiedTx } from '../../proofs/verifyTx.js';
import type { Outcome, Watchers } from './watchers.js';

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
  readonly #pending = new Map<string, Pending>();
  /** Accepted once, then refused by the time of their block; the latest of them. */
  readonly #rejected = new Map<string, ProtocolError>();
  readonly #watchers: Watchers;

  constructor(watchers: Watchers) {
    this.#watchers = watchers;
  }

  get size(): number {
    return this.#pending.size;
  }

  has(id: string): boolean {
    return this.#pending.has(id);
  }

  ensureRoom(): void {
    ensure(this.size < MEMPOOL_LIMIT, 'MEMPOOL_FULL', { limit: MEMPOOL_LIMIT });
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
    this.#rejected.delete(vtx.id);
    this.#tell(pending, 'accepted');
    return pending;
  }

  complete(pending: Pending, height: bigint): void {
    this.#pending.delete(pending.vtx.id);
    this.#tell(pending, 'committed');
    pending.resolve(height);
  }

  drop(pending: Pending, error: ProtocolError): void {
    const { vtx } = pending;
    this.#pending.delete(vtx.id);
    this.#rejected.set(vtx.id, error);
    if (this.#rejected.size > REJECTED_KEPT) this.#rejected.delete(this.#rejected.keys().next().value!);
    this.#tell(pending, 'rejected');
    pending.reject(error);
  }

  rejection(id: string): ProtocolError | undefined {
    return this.#rejected.get(id);
  }

  all(): Pending[] {
    return [...this.#pending.values()];
  }

  /** The oldest transactions that fit one block. */
  take(maxTxs: number, maxBytes: number): Pending[] {
    const taken: Pending[] = [];
    let bytes = 0;
    for (const pending of this.#pending.values()) {
      bytes += pending.vtx.bytes.length;
      if (taken.length === maxTxs || bytes > maxBytes) break;
      taken.push(pending);
    }
    return taken;
  }

  #tell({ vtx }: Pending, outcome: Outcome): void {
    this.#watchers.tell((watcher) => watcher.transaction?.(vtx.tx.kind, outcome));
  }
}
