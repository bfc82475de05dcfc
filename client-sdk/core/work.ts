import { decodeTx, txDigest, txIdHex } from '@veilgrid/protocol/tx';
import { submitBytes } from '../client/submit.js';
import type { WalletContext } from '../wallet/context.js';
import type { TxStore } from '../wallet/txStore.js';
import { NoteBook } from './money/noteBook.js';

/**
 * What the rooms of one wallet share: its notes, its kept transactions, and their turn.
 * Everything but `oneByOne` is for the action whose turn it is; an action that waits for another waits for ever.
 */
export class Work {
  readonly ctx: WalletContext;
  readonly notes: NoteBook;
  readonly #store: TxStore;
  #last: Promise<unknown> = Promise.resolve();

  constructor(ctx: WalletContext, store: TxStore) {
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
  sync(): Promise<void> {
    return this.notes.sync(this.ctx.api);
  }

  /** Returns when the ledger has the transaction on disk and the notes have followed. */
  async submit(tx: Uint8Array): Promise<void> {
    await submitBytes(this.ctx.api, tx);
    await this.sync();
  }

  /** The transaction kept under this name; else a new one, kept before anybody can send it. */
  async keptTx(name: string, build: () => Promise<Uint8Array>): Promise<Uint8Array> {
    return (await this.#store.find(name)) ?? this.#store.keep(name, await build());
  }

  /** The same as `submit`, for a transaction that the ledger may have already. */
  async submitKept(tx: Uint8Array): Promise<void> {
    const { genesis, api } = this.ctx;
    const id = txIdHex(txDigest(genesis.profile, genesis.chainId, decodeTx(genesis.profile, tx)));
    const { status } = await api.transaction({ params: { id } });
    if (status === 'committed') await this.sync();
    else await this.submit(tx);
  }
}
