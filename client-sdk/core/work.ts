import type { BlockHeader } from '@veilgrid/protocol/core/block';
import type { FinalHeaders } from '@veilgrid/protocol/core/fact';
import { ensure } from '@veilgrid/protocol/errors';
import { submitBytes } from '../client/submit.js';
import type { WalletContext } from '../wallet/context.js';
import { fetchFinalHead } from '../wallet/head.js';
import { fetchInclusion, findInclusion } from '../wallet/inclusion.js';
import { ensureOneHistory, ensureOneNoteRoot } from '../wallet/peers.js';
import type { TxStore } from '../wallet/txStore.js';
import { NoteBook } from './money/noteBook.js';
import { fetchNoteRoot } from './money/noteRoot.js';

/**
 * What the rooms of one wallet share: its notes, its kept transactions, and their turn.
 * Everything but `oneByOne` is for the action whose turn it is; an action that waits for another waits for ever.
 */
export class Work {
  readonly ctx: WalletContext;
  readonly notes: NoteBook;
  /** Each room's part of `promised`. */
  readonly promises: (() => Promise<bigint[]>)[] = [];
  readonly #store: TxStore | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(ctx: WalletContext, store: TxStore | undefined) {
    this.ctx = ctx;
    this.notes = new NoteBook(ctx.hasher, ctx.genesis, ctx.keys);
    this.#store = store;
  }

  /** One action at a time, or two would spend the same note. */
  oneByOne<T>(action: () => Promise<T>): Promise<T> {
    const run = this.#last.then(action);
    this.#last = run.catch(() => {});
    return run;
  }

  /** The notes follow the chain. */
  async sync(): Promise<void> {
    await this.notes.sync(this.ctx.api, await fetchNoteRoot(this.ctx));
  }

  /**
   * What a wallet does not go on without: somewhere to keep what it sends, a head of about now, and one history on
   * all nodes that it asks.
   * @param finals the final headers that it builds on
   * @returns the newest header
   * @throws ProtocolError STORE_REQUIRED, FACT_INVALID, HEAD_STALE, EQUIVOCATION
   */
  async ground(finals: readonly FinalHeaders[]): Promise<BlockHeader> {
    const { ctx, store } = this;
    const { header, final } = await fetchFinalHead(ctx);
    await ensureOneHistory(ctx, store, finals, final);
    return header;
  }

  /**
   * The notes follow the chain, to be spent under a root that all nodes that the wallet asks show: a root of its own
   * would mark the payer. With further nodes there must be somewhere to keep what shows the lie.
   * @throws ProtocolError STORE_REQUIRED, EQUIVOCATION, FACT_INVALID
   */
  async syncToSpend(): Promise<void> {
    await this.sync();
    const { ctx, notes } = this;
    if (notes.under?.final && ctx.peers?.length) {
      await ensureOneNoteRoot(ctx, this.store, notes.under.at, notes.under.final);
    }
  }

  /**
   * Sends a transaction; returns when a final block shows it and the notes have followed.
   * @returns the final header that shows it
   * @throws ProtocolError FACT_INVALID with the kind as its fact where the node shows none, whatever it calls it
   */
  async submit(tx: Uint8Array): Promise<FinalHeaders> {
    await submitBytes(this.ctx.api, tx);
    const final = await fetchInclusion(this.ctx, tx);
    await this.sync();
    return final;
  }

  /** @throws ProtocolError STORE_REQUIRED */
  get store(): TxStore {
    ensure(this.#store !== undefined, 'STORE_REQUIRED', { field: 'store' });
    return this.#store;
  }

  /** The same for what goes without one; undefined where there is none. */
  get kept(): TxStore | undefined {
    return this.#store;
  }

  /** Nullifiers of notes that kept transactions are about to spend; none without a store. */
  async promised(): Promise<ReadonlySet<bigint>> {
    if (!this.#store) return new Set();
    return new Set((await Promise.all(this.promises.map((ask) => ask()))).flat());
  }

  /** The transaction kept under this name; else a new one, kept before anybody can send it. */
  async keptTx(name: string, build: () => Promise<Uint8Array>): Promise<Uint8Array> {
    return (await this.store.find(name)) ?? this.store.keep(name, await build());
  }

  /**
   * The transaction kept for `name` under these terms; else a new one, kept before anybody can send it. What was kept
   * under other terms is set aside: no second one is ever built under terms that one was built under.
   * @throws ProtocolError STORE_REQUIRED
   */
  async keptUnder(name: string, terms: string, build: () => Promise<Uint8Array>): Promise<Uint8Array> {
    const bytes = await this.keptTx(`${name}-${terms}`, build);
    await this.store.setAside(`${name}-`, `${name}-${terms}`);
    return bytes;
  }

  /** The same as `submit`, for a kept one: not sent where a final block has it already, and on one history. */
  async submitKept(tx: Uint8Array): Promise<void> {
    const final = await findInclusion(this.ctx, tx);
    if (final) await this.sync();
    await this.ground([final ?? (await this.submit(tx))]);
  }
}
