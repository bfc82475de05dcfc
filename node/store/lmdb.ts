/** The store on disk, which believes nothing it finds there before the seal over all of it fits. */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { HEADER_BYTES } from '@veilgrid/protocol/core/block';
import { Finality } from '@veilgrid/protocol/core/finality';
import { ensure, fail } from '@veilgrid/protocol/errors';
import { Databases, type Operation } from './databases.js';
import { damaged } from './file/damaged.js';
import { visitRecords } from './file/records.js';
import { lockFolder } from './folderLock.js';
import { type Commit, Head, type LedgerStore, type Origin, Place } from './ledgerStore.js';
import {
  commitOperations,
  HEAD,
  headIn,
  heightKey,
  isSeal,
  originOperations,
  SEAL,
  textKey,
} from './operations.js';
import { RecordSeal } from './seal.js';
import { readSigned, type SignedBlock, writeSigned } from './signed.js';
import { StoredFile } from './storedFile.js';
import { makeStoreKey, readStoreKey } from './storeKey.js';

const same = (a: Uint8Array | undefined, b: Uint8Array) => a !== undefined && Buffer.compare(a, b) === 0;
const RESEAL = '`veilgrid verify --data DIR --seal` checks the ledger and takes it as it is';

export interface StoreFolders {
  /** Of `ledger.mdb` alone: what a backup copies. */
  readonly ledgerDir: string;
  /** Of `store.key` and `last.signed`, which no backup of the ledger may bring back. */
  readonly keysDir: string;
}

/** Where a node has them: the ledger in a folder of its own, so that a copy of it holds nothing else. */
export function ledgerFolders(dataDir: string, keysDir = dataDir): StoreFolders {
  return { ledgerDir: join(dataDir, 'ledger'), keysDir };
}

/**
 * A ledger on disk. Every block is one LMDB transaction, so a killed process leaves the block before or
 * the block after, and nothing between.
 * @param origin what a fresh folder starts from; an existing ledger must be of the same genesis
 * @throws ProtocolError STORE_LOCKED, STORE_DAMAGED, STORE_BEHIND, GENESIS_INVALID
 */
export async function openLmdb({ ledgerDir, keysDir }: StoreFolders, origin: Origin): Promise<LedgerStore> {
  mkdirSync(ledgerDir, { recursive: true });
  const unlock = lockBoth(ledgerDir, keysDir);
  const path = join(ledgerDir, 'ledger.mdb');
  let databases: Databases | undefined;
  try {
    const signed = readSigned(keysDir);
    const found = readStore(path, readStoreKey(keysDir));
    if (found === undefined) ensureFresh(path, signed);
    else checkFound(found, origin, signed);
    databases = new Databases(path);
    const seal = found?.seal ?? new RecordSeal(readStoreKey(keysDir) ?? makeStoreKey(keysDir));
    const store = new LmdbLedger({
      path,
      keysDir,
      databases,
      seal,
      unlock,
      head: found?.head ?? origin.head,
    });
    if (found === undefined) await store.begin(origin);
    await store.catchUp(signed);
    return store;
  } catch (error) {
    await databases?.close();
    unlock();
    throw error;
  }
}

/**
 * The folder of the keys too: of two copies of a ledger under one key each would follow its own `last.signed`, and
 * sign another block of the same height.
 */
function lockBoth(ledgerDir: string, keysDir: string): () => void {
  mkdirSync(keysDir, { recursive: true, mode: 0o700 });
  const unlockLedger = lockFolder(ledgerDir);
  try {
    const unlockKeys = lockFolder(keysDir);
    return () => {
      unlockKeys();
      unlockLedger();
    };
  } catch (error) {
    unlockLedger();
    throw error;
  }
}

interface FoundStore {
  readonly genesisHash: Uint8Array | undefined;
  readonly head: Head;
  readonly seal: RecordSeal;
}

/** @returns undefined where nothing was ever stored */
function readStore(path: string, key: Uint8Array | undefined): FoundStore | undefined {
  const seal = new RecordSeal(key ?? new Uint8Array(32));
  const meta = new Map<string, Uint8Array>();
  let records = 0;
  visitRecords(path, (database, recordKey, value) => {
    records++;
    if (database === 'meta') meta.set(recordKey.toString('latin1'), new Uint8Array(value));
    if (!isSeal(database, recordKey)) seal.add(database, recordKey, value);
  });
  if (records === 0) return undefined;
  ensure(key !== undefined, 'STORE_DAMAGED', { field: 'store.key', reason: `missing; ${RESEAL}` });
  const head = headIn(meta.get('head'));
  if (head === undefined || !same(meta.get('seal'), seal.at(head))) {
    throw damaged('the seal does not fit; `veilgrid verify --data DIR` says which records are wrong');
  }
  return { genesisHash: meta.get('genesis'), head, seal };
}

/** An empty file is no new ledger once there was one. */
function ensureFresh(path: string, signed: SignedBlock | undefined): void {
  if (signed === undefined) return;
  if (existsSync(path)) throw damaged('empty');
  ensure(signed.head.height === 0n, 'STORE_BEHIND', behind(signed, 'there is no ledger'));
}

function checkFound(
  { genesisHash, head }: FoundStore,
  origin: Origin,
  signed: SignedBlock | undefined,
): void {
  ensure(same(genesisHash, origin.genesisHash), 'GENESIS_INVALID', {
    field: 'dataDir',
    reason: 'this folder holds the ledger of another genesis',
  });
  if (signed === undefined) {
    ensure(head.height === 0n, 'STORE_BEHIND', {
      field: 'last.signed',
      reason: `missing: it says what this validator signed last; ${RESEAL}`,
    });
    return;
  }
  const follows = same(signed.before.blockHash, head.blockHash) && signed.head.height === head.height + 1n;
  const equal = same(signed.head.blockHash, head.blockHash);
  const ensureNotBehind = (condition: boolean) =>
    ensure(condition, 'STORE_BEHIND', behind(signed, `the store ends at ${head.height}`));
  ensureNotBehind(signed.head.height < head.height || equal || follows);
}

function behind({ head: { height } }: SignedBlock, reason: string) {
  return { field: 'store', signed: Number(height), reason: `${reason}; restore a later copy` };
}

interface LedgerFiles {
  readonly path: string;
  readonly keysDir: string;
  readonly databases: Databases;
  readonly seal: RecordSeal;
  readonly unlock: () => void;
  readonly head: Head;
}

class LmdbLedger implements LedgerStore {
  readonly #files: LedgerFiles;
  readonly #databases: Databases;
  readonly #file: StoredFile;
  #head: Head;

  constructor(files: LedgerFiles) {
    this.#files = files;
    this.#databases = files.databases;
    this.#file = new StoredFile(files.path);
    this.#head = files.head;
  }

  async begin(origin: Origin): Promise<void> {
    await this.#write(origin.head, originOperations(origin));
  }

  /** Makes the block that was signed and may not have been stored, and no other of its height. */
  async catchUp(signed: SignedBlock | undefined): Promise<void> {
    if (signed !== undefined && signed.head.height > this.#head.height) {
      await this.#write(signed.head, signed.operations);
    }
    if (signed === undefined || signed.head.height < this.#head.height) {
      writeSigned(this.#files.keysDir, { before: this.#head, head: this.#head, operations: [] });
    }
  }

  get(key: string): Uint8Array | undefined {
    return this.#databases.get('state', textKey(key));
  }

  head(): Head {
    return this.#head;
  }

  block(height: bigint): Uint8Array | undefined {
    return this.#databases.get('blocks', heightKey(height));
  }

  header(height: bigint): Uint8Array | undefined {
    return this.#databases.get('finality', heightKey(height))?.slice(0, HEADER_BYTES);
  }

  finality(height: bigint): Finality | undefined {
    const bytes = this.#databases.get('finality', heightKey(height));
    return bytes && Finality.deserialize(bytes.slice(HEADER_BYTES));
  }

  placeOf(id: string): Place | undefined {
    const bytes = this.#databases.get('heights', textKey(id));
    return bytes && Place.deserialize(bytes.slice());
  }

  check(): void {
    this.#file.check();
  }

  async commit(commit: Commit): Promise<void> {
    this.check();
    // The lock keeps other processes of this machine away; this, whoever shares the folder from elsewhere.
    if (!same(this.#databases.get('meta', HEAD), Head.serialize(this.#head))) throw fail('STORE_LOCKED');
    const operations = commitOperations(commit);
    writeSigned(this.#files.keysDir, { before: this.#head, head: commit.head, operations });
    await this.#write(commit.head, operations);
  }

  async close(): Promise<void> {
    await this.#databases.close();
    this.#files.unlock();
  }

  async #write(head: Head, operations: readonly Operation[]): Promise<void> {
    const { seal } = this.#files;
    for (const { database, key, value } of operations) {
      const before = this.#databases.get(database, key);
      if (before !== undefined) seal.remove(database, key, before);
      if (value !== undefined) seal.add(database, key, value);
    }
    await this.#databases.write([...operations, { database: 'meta', key: SEAL, value: seal.at(head) }]);
    this.#head = head;
  }
}
