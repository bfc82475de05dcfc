/** The store on disk. Relies on LMDB for atomic transactions, and on `flushed` for durable ones. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { HEADER_BYTES } from '@veilgrid/protocol/core/block';
import { Finality } from '@veilgrid/protocol/core/finality';
import { ensure } from '@veilgrid/protocol/errors';
import { type Database, open, type RootDatabase } from 'lmdb';
import type { Write } from '../state/core/view.js';
import { type Commit, Head, type LedgerStore, type Origin, type Place } from './ledgerStore.js';

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
  const root = open<Uint8Array, string>({ path: join(dir, 'ledger.mdb'), encoding: 'binary', maxDbs: 5 });
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
  /** A block's header, then its finality: what is asked for without the block. */
  readonly #seals: Database<Uint8Array, number>;
  readonly #heights: Database<Uint8Array, string>;
  readonly #meta: Database<Uint8Array, string>;
  #head: Head | undefined;

  constructor(root: RootDatabase<Uint8Array, string>) {
    const options = { encoding: 'binary' } as const;
    this.#root = root;
    this.#state = root.openDB('state', options);
    this.#blocks = root.openDB('blocks', options);
    this.#seals = root.openDB('seals', options);
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

  header(height: bigint): Uint8Array | undefined {
    return plain(this.#seals.get(Number(height)))?.slice(0, HEADER_BYTES);
  }

  finality(height: bigint): Finality | undefined {
    const bytes = plain(this.#seals.get(Number(height)));
    return bytes && Finality.deserialize(bytes.slice(HEADER_BYTES));
  }

  placeOf(id: string): Place | undefined {
    const bytes = this.#heights.get(id);
    if (!bytes) return undefined;
    const place = Buffer.from(bytes);
    return { height: place.readBigUInt64BE(), index: place.readUInt32BE(8) };
  }

  async commit({ head, block, finality, ids, writes }: Commit): Promise<void> {
    const placeAt = (index: number) => {
      const place = Buffer.alloc(12);
      place.writeBigUInt64BE(head.height);
      place.writeUInt32BE(index, 8);
      return place;
    };
    const seal = Buffer.concat([block.subarray(0, HEADER_BYTES), Finality.serialize(finality)]);
    const before = Head.serialize(this.head());
    await this.#atomically(() => {
      // LMDB lets several processes open one folder; two ledgers in it must not overwrite each other.
      if (!same(this.#meta.get(HEAD)!, before)) throw new Error('another process writes to this ledger');
      this.#write(writes);
      this.#blocks.put(Number(head.height), block);
      this.#seals.put(Number(head.height), seal);
      ids.forEach((id, index) => {
        this.#heights.put(id, placeAt(index));
      });
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
