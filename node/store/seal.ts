/**
 * What a store must hold, in 40 bytes: the exclusive or of a keyed hash of every record, and their number. Without
 * the key nobody can change, add or leave out a record so that it stays the same, and a commit changes it by its own
 * records alone.
 */
import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import type { Head } from './ledgerStore.js';

/** First byte of what is hashed: no record passes for a seal. */
const RECORD = 0;
const SEAL = 1;

/** The records of one store; kept in memory, never written. */
export class RecordSeal {
  readonly #key: KeyObject;
  readonly #sum = Buffer.alloc(32);
  #count = 0n;

  /** @param key 32 bytes that stand nowhere in the store */
  constructor(key: Uint8Array) {
    this.#key = createSecretKey(key);
  }

  add(database: string, key: Uint8Array, value: Uint8Array): void {
    this.#toggle(database, key, value);
    this.#count++;
  }

  remove(database: string, key: Uint8Array, value: Uint8Array): void {
    this.#toggle(database, key, value);
    this.#count--;
  }

  /** What stands in the store with `head`: of two old copies of a store it fits neither's other half. */
  at({ height, blockHash }: Head): Buffer {
    const body = Buffer.alloc(81);
    body.writeUInt8(SEAL, 0);
    body.writeBigUInt64BE(height, 1);
    body.set(blockHash, 9);
    body.writeBigUInt64BE(this.#count, 41);
    this.#sum.copy(body, 49);
    return createHmac('sha256', this.#key).update(body).digest();
  }

  #toggle(database: string, key: Uint8Array, value: Uint8Array): void {
    const name = Buffer.from(database, 'latin1');
    const head = Buffer.alloc(6 + name.length);
    head.writeUInt8(RECORD, 0);
    head.writeUInt8(name.length, 1);
    name.copy(head, 2);
    head.writeUInt32BE(key.length, 2 + name.length);
    const hash = createHmac('sha256', this.#key).update(head).update(key).update(value).digest();
    for (let i = 0; i < 32; i++) this.#sum[i]! ^= hash[i]!;
  }
}
