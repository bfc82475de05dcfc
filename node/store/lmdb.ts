/** The store on disk. Relies on LMDB for atomic transactions, and on `flushed` for durable ones. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ensure } from '@veilgrid/protocol/errors';
import { type Database, open, type RootDatabase } from 'lmdb';
import type { Write } from '../state/core/view.js';
import { type Commit, Head, type LedgerStore, type Origin } from './ledgerStore.js';

const GENESIS = 'genesis';
const HEAD = 'head';

const same = (a: Uint8Array, b: Uint8Array) => a.length === b.length && a.every((byte, i) => byte === b[i]);

/**
 * A ledger on disk. Every block is one LMDB transaction, so a killed process leaves the block before or
 * the block after, and nothing between.
 * @param origin what a fresh folder starts from; an existing ledger must be of the same genesis
 * @throws ProtocolError GENESIS_INVALID
 */
export async function openLmdb(dir: string, origin: Origin): Promise<LedgerStore> {
  mkdirSync(dir, { recursive: true });
  const root = open<Uint8Array, string>({ path: join(dir, 'ledger.mdb'), encoding: 'binary', maxDbs: 4 });
  const store = new LmdbLedger(root);
  try {
    await store.begin(origin);
  } catch (error) {
    await root.close();
    throw error;
  }
  return store;
}

class LmdbLedger implements LedgerStore {
  readonly #root: RootDatabase<Uint8Array, string>;
  readonly #state: Database<Uint8Array, string>;
  readonly #blocks: Database<Uint8Array, number>;
  readonly #heights: Database<Uint8Array, string>;
  readonly #meta: Database<Uint8Array, string>;
  #head: Head | undefined;

  constructor(root: RootDatabase<Uint8Array, string>) {
    const options = { encoding: 'binary' } as const;
    this.#root = root;
    this.#state = root.openDB('state', options);
    this.#blocks = root.openDB('blocks', options);
    this.#heights = root.openDB('heights', options);
    this.#meta = root.openDB('meta', options);
  }

  async begin({ genesisHash, head, writes }: Origin): Promise<void> {
    const stored = this.#meta.get(GENESIS);
    if (stored === undefined) {
      await this.#atomically(() => {
        this.#meta.put(GENESIS, genesisHash);
        this.#meta.put(HEAD, Head.serialize(head));
        this.#write(writes);
      });
    } else {
      ensure(same(stored, genesisHash), 'GENESIS_INVALID', {
        field: 'dataDir',
        reason: 'this folder holds the ledger of another genesis',
      });
    }
    this.#head = Head.deserialize(plain(this.#meta.get(HEAD))!);
  }

  get(key: string): Uint8Array | undefined {
    return plain(this.#state.get(key));
  }

  head(): Head {
    return this.#head!;
  }

  block(height: bigint): Uint8Array | undefined {
    return plain(this.#blocks.get(Number(height)));
  }

  heightOf(id: string): bigint | undefined {
    const height = this.#heights.get(id);
    return height && Buffer.from(height).readBigUInt64BE();
  }

  async commit({ head, block, ids, writes }: Commit): Promise<void> {
    const height = Buffer.alloc(8);
    height.writeBigUInt64BE(head.height);
    const before = Head.serialize(this.head());
    await this.#atomically(() => {
      // LMDB lets several processes open one folder; two ledgers in it must not overwrite each other.
      if (!same(this.#meta.get(HEAD)!, before)) throw new Error('another process writes to this ledger');
      this.#write(writes);
      this.#blocks.put(Number(head.height), block);
      for (const id of ids) this.#heights.put(id, height);
      this.#meta.put(HEAD, Head.serialize(head));
    });
    this.#head = head;
  }

  async close(): Promise<void> {
    await this.#root.close();
  }

  #write(writes: readonly Write[]): void {
    for (const [key, value] of writes) {
      if (value === undefined) this.#state.remove(key);
      else this.#state.put(key, value);
    }
  }

  /** One transaction; resolves when it is on disk, not when it is merely visible. */
  async #atomically(action: () => void): Promise<void> {
    await this.#root.transaction(action);
    await this.#root.flushed;
  }
}

/** LMDB hands out Buffers, whose slice shares memory and whose JSON is its own. */
function plain(buffer: Uint8Array | undefined): Uint8Array | undefined {
  return buffer && new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
}
