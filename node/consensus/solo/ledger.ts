/**
 * The embedded ledger, thin above the state: it decides about order and time of transactions, never about their
 * validity, which is applyTx and node/proofs.
 */
import type { Finality } from '@veilgrid/protocol/core/finality';
import { type ErrorBody, ensure, fail, ProtocolError } from '@veilgrid/protocol/errors';
import { COALESCE_MS, VERIFYING_LIMIT } from '../../config.js';
import { type OpenedTx, openTx } from '../../proofs/openTx.js';
import { prepareTx, type VerifiedTx, verifyTx } from '../../proofs/verifyTx.js';
import { applyTx, checkTx } from '../../state/applyTx.js';
import type { StateContext, StateView } from '../../state/core/view.js';
import { GROUPS } from '../../state/groups.js';
import type { Head, Place } from '../../store/ledgerStore.js';
import { Overlay } from '../../store/overlay.js';
import { buildBlock } from './buildBlock.js';
import { Mempool, type Pending } from './mempool.js';
import type { LedgerParts } from './parts.js';
import { Serial } from './serial.js';
import { type Watcher, Watchers } from './watchers.js';

export type { LedgerParts } from './parts.js';

export type TxState =
  | { readonly status: 'unknown' | 'accepted' }
  | { readonly status: 'committed'; readonly height: bigint }
  | { readonly status: 'rejected'; readonly error: ErrorBody };

/**
 * The embedded ledger: one process orders, checks and stores. Proofs are checked concurrently; the
 * state is touched by one task at a time, in the order in which transactions came.
 */
export class SoloLedger {
  readonly #parts: LedgerParts;
  /** Whatever touches the state. */
  readonly #serial = new Serial();
  /** Submissions in order of arrival; apart, so that blocks do not wait for proofs to be checked. */
  readonly #arrivals = new Serial();
  readonly #watchers = new Watchers();
  readonly #mempool = new Mempool(this.#watchers);
  /** Committed state and every accepted transaction: what the next one is checked against. */
  #staged: Overlay;
  #verifying = 0;
  #soon: NodeJS.Timeout | undefined;
  #heartbeat: NodeJS.Timeout | undefined;
  #stopped: string | undefined;
  /** What is told to whoever comes after a halt. */
  #halted: ProtocolError | undefined;

  constructor(parts: LedgerParts) {
    this.#parts = parts;
    this.#staged = new Overlay(parts.store);
    this.#awaitHeartbeat();
  }

  get head(): Head {
    return this.#parts.store.head();
  }

  /** Committed state. */
  get view(): StateView {
    return this.#parts.store;
  }

  /** Of the next block, were it made now. */
  get context(): StateContext {
    const { genesis, hasher, clock } = this.#parts;
    const { height, time } = this.head;
    return { genesis, hasher, height: height + 1n, time: clock.after(time), groups: GROUPS };
  }

  /** Why the ledger takes nothing any more. */
  get stopped(): string | undefined {
    return this.#stopped;
  }

  /** Transactions accepted and not yet in a block. */
  get waiting(): number {
    return this.#mempool.size;
  }

  /** Halts, and throws, where the store is no longer what was opened. @throws ProtocolError STORE_GONE, STORE_DAMAGED */
  checkStore(): void {
    try {
      this.#parts.store.check();
    } catch (error) {
      throw this.#halt(error);
    }
  }

  /** @returns how to stop watching */
  watch(watcher: Watcher): () => void {
    return this.#watchers.add(watcher);
  }

  block(height: bigint): Uint8Array | undefined {
    return height > this.head.height ? undefined : this.#parts.store.block(height);
  }

  header(height: bigint): Uint8Array | undefined {
    return height > this.head.height ? undefined : this.#parts.store.header(height);
  }

  /** What shows that a block of this ledger is final. */
  finality(height: bigint): Finality | undefined {
    return height > this.head.height ? undefined : this.#parts.store.finality(height);
  }

  /** Where a committed transaction stands. */
  placeOf(id: string): Place | undefined {
    // The store may already show what is not yet flushed.
    return this.#mempool.has(id) ? undefined : this.#parts.store.placeOf(id);
  }

  txState(id: string): TxState {
    if (this.#mempool.has(id)) return { status: 'accepted' };
    const place = this.placeOf(id);
    if (place) return { status: 'committed', height: place.height };
    const error = this.#mempool.rejection(id)?.toBody();
    return error ? { status: 'rejected', error } : { status: 'unknown' };
  }

  /**
   * Resolves when the transaction is accepted; its `committed` when it is on disk.
   * @throws ProtocolError where encoding, signatures, proof or state refuse it
   */
  async submit(bytes: Uint8Array): Promise<Pending> {
    this.#ensureRunning();
    const opened = openTx(this.#parts.genesis, bytes);
    this.#ensureNew(opened.id);
    ensure(this.#verifying < VERIFYING_LIMIT, 'MEMPOOL_FULL', { limit: VERIFYING_LIMIT });
    this.#verifying++;
    const verified = this.#verify(opened);
    // Whoever came before us may keep us from awaiting it at once.
    verified.catch(() => {});
    try {
      return await this.#arrivals.run(async () => {
        const vtx = await verified;
        return this.#serial.run(() => this.#admit(vtx));
      });
    } finally {
      this.#verifying--;
    }
  }

  /**
   * Development chains: moves block time forward, by a block.
   * @throws ProtocolError PRODUCTION_REFUSES, TIME_NOT_MONOTONIC
   */
  moveTime(time: bigint): Promise<Head> {
    const { genesis, clock } = this.#parts;
    return this.#serial.run(async () => {
      this.#ensureRunning();
      ensure(!genesis.json.production, 'PRODUCTION_REFUSES', { field: 'time' });
      // What was accepted before the move was accepted for the time before the move.
      while (this.#mempool.size > 0) await this.#produce();
      clock.move(this.head.time, time);
      await this.#produce({ allowEmpty: true });
      return this.head;
    });
  }

  /** Takes nothing more, puts what is accepted into blocks, closes the store. */
  async close(): Promise<void> {
    await this.#serial.run(async () => {
      // Where that halts, everybody has been told, and the store is still to be given back.
      while (this.#mempool.size > 0 && this.#stopped === undefined) await this.#produceUnlessStopped();
      this.#stopped ??= 'closed';
    });
    clearTimeout(this.#soon);
    clearTimeout(this.#heartbeat);
    await this.#parts.store.close();
  }

  async #verify(opened: OpenedTx): Promise<VerifiedTx> {
    return verifyTx(this.#parts.verifier, prepareTx(this.context, this.#staged, opened));
  }

  #admit(vtx: VerifiedTx): Pending {
    this.#ensureRunning();
    this.#ensureNew(vtx.id);
    this.#mempool.ensureRoom();
    try {
      this.#stage(vtx);
    } catch (error) {
      throw error instanceof ProtocolError ? error : this.#halt(error);
    }
    this.#produceSoon();
    return this.#mempool.add(vtx);
  }

  #ensureRunning(): void {
    if (this.#halted) throw this.#halted;
    ensure(this.#stopped === undefined, 'INTERNAL', { reason: this.#stopped });
    this.checkStore();
  }

  #ensureNew(id: string): void {
    const { status } = this.txState(id);
    ensure(status !== 'accepted' && status !== 'committed', 'TX_DUPLICATE', { id, status });
  }

  #stage(vtx: VerifiedTx): void {
    const ctx = this.context;
    const scratch = this.#staged.fork();
    checkTx(ctx, scratch, vtx);
    applyTx(ctx, scratch, vtx);
    for (const [key, value] of scratch.writes()) {
      if (value === undefined) this.#staged.delete(key);
      else this.#staged.put(key, value);
    }
  }

  #produceSoon(): void {
    this.#soon ??= setTimeout(() => {
      this.#soon = undefined;
      this.#serial.run(() => this.#produceUnlessStopped());
    }, COALESCE_MS);
  }

  /** The block that comes, empty if need be, once genesis' interval has passed since the head's time. */
  #awaitHeartbeat(): void {
    clearTimeout(this.#heartbeat);
    const { clock, blockInterval } = this.#parts.genesis.consensus;
    // A clock that is moved by hand comes to no interval's end by itself.
    if (clock === 'manual' || this.#stopped !== undefined) return;
    const left = this.head.time + BigInt(blockInterval) - this.context.time;
    const beat = () => this.#serial.run(() => this.#beat());
    this.#heartbeat = setTimeout(beat, left > 0n ? Number(left) * 1000 : 0);
  }

  async #beat(): Promise<void> {
    const { blockInterval } = this.#parts.genesis.consensus;
    const due = this.context.time >= this.head.time + BigInt(blockInterval);
    if (due) await this.#produceUnlessStopped({ allowEmpty: true });
    else this.#awaitHeartbeat();
  }

  async #produceUnlessStopped(options?: { allowEmpty: boolean }): Promise<void> {
    // A failure has halted the ledger and told everybody who waited.
    if (this.#stopped === undefined) await this.#produce(options).catch(() => {});
  }

  /** Makes one block of the oldest accepted transactions and stores it. */
  async #produce({ allowEmpty } = { allowEmpty: false }): Promise<void> {
    const { genesis, store, validatorKey } = this.#parts;
    const { blockTxs, blockBytes } = genesis.consensus;
    try {
      // Before anything is signed.
      store.check();
      const taken = this.#mempool.take(blockTxs, blockBytes);
      const { included, refused, commit } = buildBlock(this.context, store, taken, validatorKey);
      for (const { pending, error } of refused) this.#mempool.drop(pending, error);
      if (included.length > 0 || allowEmpty) {
        await store.commit(commit);
        for (const pending of included) this.#mempool.complete(pending, commit.head.height);
        this.#watchers.tell((watcher) => watcher.block?.(commit));
      }
      this.#restage();
      this.#awaitHeartbeat();
    } catch (error) {
      throw this.#halt(error);
    }
    if (this.#mempool.size > 0) this.#produceSoon();
  }

  /** Checks again what still waits, on top of the new block. */
  #restage(): void {
    this.#staged = new Overlay(this.#parts.store);
    for (const pending of this.#mempool.all()) {
      try {
        this.#stage(pending.vtx);
      } catch (error) {
        if (!(error instanceof ProtocolError)) throw error;
        this.#mempool.drop(pending, error);
      }
    }
  }

  /** Whatever comes after a bug (or a disk that failed) could be wrong, so nothing does. */
  #halt(error: unknown): ProtocolError {
    if (this.#halted) return this.#halted;
    this.#stopped = `halted after block ${this.head.height}`;
    clearTimeout(this.#soon);
    clearTimeout(this.#heartbeat);
    // A ProtocolError comes from the store alone: nothing else is refused here.
    this.#halted = error instanceof ProtocolError ? error : fail('INTERNAL', { reason: this.#stopped });
    for (const pending of this.#mempool.all()) pending.reject(this.#halted);
    this.#parts.onHalt?.(error as Error);
    return this.#halted;
  }
}
