/** The databases of a ledger file. Relies on LMDB for atomic transactions. */
import { closeSync, fstatSync, ftruncateSync, openSync, rmSync } from 'node:fs';
import { type Database, open, type RootDatabase } from 'lmdb';
import { readMeta } from './file/meta.js';

export const DATABASES = ['state', 'blocks', 'finality', 'heights', 'meta'] as const;
export type DatabaseName = (typeof DATABASES)[number];

/** A write: the record of a key, or none any more. */
export interface Operation {
  readonly database: DatabaseName;
  readonly key: Uint8Array;
  readonly value: Uint8Array | undefined;
}

/** The file is always longer than what is in use by at least so much, and grows by it. */
const AHEAD = 2 ** 24;

/** An open ledger file. Whoever opens it has checked its pages and holds the folder's lock. */
export class Databases {
  readonly #path: string;
  readonly #root: RootDatabase<Uint8Array, Uint8Array>;
  readonly #databases: Readonly<Record<DatabaseName, Database<Uint8Array, Uint8Array>>>;

  constructor(path: string) {
    // LMDB's own table of readers: what a killed process left of it, or wrote into it, is nobody's now.
    rmSync(`${path}-lock`, { force: true });
    const options = { encoding: 'binary', keyEncoding: 'binary' } as const;
    this.#path = path;
    // Without overlapping syncs LMDB keeps two heads and no third one that it prefers after a crash.
    this.#root = open({ path, ...options, maxDbs: 8, overlappingSync: false });
    const entries = DATABASES.map((name) => [name, this.#root.openDB(name, options)]);
    this.#databases = Object.fromEntries(entries);
  }

  /** A view of what LMDB holds, until the next transaction. */
  get(database: DatabaseName, key: Uint8Array): Uint8Array | undefined {
    const value = this.#databases[database].get(key);
    // LMDB hands out Buffers, whose slice shares memory and whose JSON is its own.
    return value && new Uint8Array(value.buffer, value.byteOffset, value.length);
  }

  /** Every record of a database in the order of its keys. */
  *records(database: DatabaseName): Generator<readonly [key: Uint8Array, value: Uint8Array]> {
    for (const { key, value } of this.#databases[database].getRange({})) yield [key, value];
  }

  /** One transaction; resolves when it is on disk. */
  async write(operations: readonly Operation[]): Promise<void> {
    this.#extend();
    await this.#root.transaction(() => {
      for (const { database, key, value } of operations) {
        if (value === undefined) this.#databases[database].remove(key);
        else this.#databases[database].put(key, value);
      }
    });
    await this.#root.flushed;
  }

  close(): Promise<void> {
    return this.#root.close();
  }

  /** LMDB need not write the last pages of a snapshot; so that a file cut short is known, they are there before. */
  #extend(): void {
    const fd = openSync(this.#path, 'r+');
    try {
      const meta = readMeta(fd);
      const used = meta === undefined ? 0 : meta.pages * meta.pageSize;
      if (fstatSync(fd).size < used + AHEAD) ftruncateSync(fd, used + 2 * AHEAD);
    } finally {
      closeSync(fd);
    }
  }
}
