/** The ledger of a stopped node as its file has it: whole as a file, and believed in nothing else. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { HEADER_BYTES } from '@veilgrid/protocol/core/block';
import { Finality } from '@veilgrid/protocol/core/finality';
import type { LedgerBlock } from '@veilgrid/protocol/core/ledgerFile';
import { ensure } from '@veilgrid/protocol/errors';
import { DATABASES, type DatabaseName, Databases } from './databases.js';
import { visitRecords } from './file/records.js';
import { lockFolder } from './folderLock.js';
import type { Head } from './ledgerStore.js';
import { ledgerFolders } from './lmdb.js';
import { HEAD, headIn, heightKey, isSeal, SEAL } from './operations.js';
import { RecordSeal } from './seal.js';
import { readSigned, writeSigned } from './signed.js';
import { makeStoreKey, readStoreKey } from './storeKey.js';

export interface StoredRecord {
  readonly database: DatabaseName;
  readonly key: Uint8Array;
  readonly value: Uint8Array;
}

/**
 * @param dataDir a node's folder, or a copy of it
 * @throws ProtocolError NOT_FOUND, STORE_LOCKED while its node runs, STORE_DAMAGED where the file is none
 */
export function openStored(dataDir: string): StoredLedger {
  const { ledgerDir } = ledgerFolders(dataDir);
  const path = join(ledgerDir, 'ledger.mdb');
  ensure(existsSync(path), 'NOT_FOUND', { field: 'data', dir: dataDir });
  const unlock = lockFolder(ledgerDir);
  try {
    visitRecords(path, () => {});
    return new StoredLedger(new Databases(path), unlock);
  } catch (error) {
    unlock();
    throw error;
  }
}

export class StoredLedger {
  readonly #databases: Databases;
  readonly #unlock: () => void;

  constructor(databases: Databases, unlock: () => void) {
    this.#databases = databases;
    this.#unlock = unlock;
  }

  /** As stored; undefined where no head is. */
  head(): Head | undefined {
    return headIn(this.#databases.get('meta', HEAD));
  }

  /** Blocks 1, 2, … up to the first that is not there, with their finality where that is. */
  *blocks(): Generator<LedgerBlock> {
    for (let height = 1n; ; height++) {
      const block = this.#databases.get('blocks', heightKey(height));
      if (block === undefined) return;
      const record = this.#databases.get('finality', heightKey(height));
      yield { block, finality: record && finalityIn(record) };
    }
  }

  /** Every record but the seal. */
  *records(): Generator<StoredRecord> {
    for (const database of DATABASES) {
      for (const [key, value] of this.#databases.records(database)) {
        if (!isSeal(database, key)) yield { database, key, value };
      }
    }
  }

  /** Takes the ledger as it is: whoever calls has compared it with a replay of its blocks. */
  async reseal(keysDir: string): Promise<void> {
    const head = this.head();
    ensure(head !== undefined, 'STORE_DAMAGED', { field: 'store', records: 'meta/head' });
    const seal = new RecordSeal(readStoreKey(keysDir) ?? makeStoreKey(keysDir));
    for (const { database, key, value } of this.records()) seal.add(database, key, value);
    await this.#databases.write([{ database: 'meta', key: SEAL, value: seal.at(head) }]);
    if (readSigned(keysDir) === undefined) writeSigned(keysDir, { before: head, head, operations: [] });
  }

  async close(): Promise<void> {
    await this.#databases.close();
    this.#unlock();
  }
}

/** Undefined where the bytes are none: the comparison of records names it. */
function finalityIn(record: Uint8Array): Finality | undefined {
  try {
    return Finality.deserialize(record.slice(HEADER_BYTES));
  } catch {
    return undefined;
  }
}
