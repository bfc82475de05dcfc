/**
 * What a recipient keeps beside its keys of the answers it verified: a receipt each, by the nonce that it answered. Nothing
 * of what an answer said is here.
 */
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { bytesToHex } from '@noble/hashes/utils.js';
import { makeReceipt } from '@veilgrid/client-sdk';
import { createFile } from '@veilgrid/client-sdk/files';
import { decodeExact } from '@veilgrid/protocol/core/ssz';
import { type Receipt, SignedReceipt, VERDICT } from '@veilgrid/protocol/disclosure/receipts';
import { hasCode } from '@veilgrid/protocol/errors';
import { lockFile } from '@veilgrid/services/core/lockFile';
import { readBytes } from '../../terminal/files.js';

const VERIFIED = '.verified';
const REFUSED = '.refused';
/** A receipt takes 169 bytes. */
const MAX_BYTES = 1024;

export class ReceiptBook {
  readonly #dir: string;

  /** @param keys folder of the party's keys */
  constructor(keys: string) {
    this.#dir = join(keys, 'receipts');
  }

  /** Nonces of requests that were answered, in hex. */
  async answered(): Promise<Set<string>> {
    const names = (await this.#names()).filter((name) => name.endsWith(VERIFIED));
    return new Set(names.map((name) => name.slice(0, -VERIFIED.length)));
  }

  /** All that were ever signed, in the order of their names. @throws ProtocolError MALFORMED */
  async all(): Promise<SignedReceipt[]> {
    return Promise.all((await this.#names()).map((name) => this.#read(name)));
  }

  /** The receipt of the answer that was verified to a request, if one was. */
  async of(nonce: Uint8Array): Promise<SignedReceipt | undefined> {
    const name = bytesToHex(nonce) + VERIFIED;
    return (await this.#names()).includes(name) ? this.#read(name) : undefined;
  }

  /**
   * Signs and keeps a receipt: one for each nonce that was answered, and one for each answer that was refused.
   * @param now Unix seconds, read while no root is made: no receipt is ever signed for a time that has a root
   * @returns what is kept
   */
  async keep(
    nonce: Uint8Array,
    fields: Omit<Receipt, 'time'>,
    now: () => Promise<bigint>,
    secretKey: Uint8Array,
  ): Promise<SignedReceipt> {
    const { verdict, answerDigest } = fields;
    const name =
      verdict === VERDICT.verified ? bytesToHex(nonce) + VERIFIED : bytesToHex(answerDigest) + REFUSED;
    return this.locked(async () => {
      const signed = makeReceipt({ ...fields, time: await now() }, secretKey);
      const written = await createFile(join(this.#dir, name), SignedReceipt.serialize(signed));
      return written ? signed : this.#read(name);
    });
  }

  /** Meanwhile nobody else signs a receipt. @throws ProtocolError SECRETS_LOCKED */
  async locked<T>(job: () => Promise<T>): Promise<T> {
    await mkdir(this.#dir, { recursive: true, mode: 0o700 });
    const unlock = await lockFile(join(this.#dir, 'receipts.lock'));
    try {
      return await job();
    } finally {
      await unlock();
    }
  }

  async #names(): Promise<string[]> {
    try {
      const names = await readdir(this.#dir);
      return names.filter((name) => name.endsWith(VERIFIED) || name.endsWith(REFUSED)).sort();
    } catch (error) {
      if (hasCode(error, 'ENOENT')) return [];
      throw error;
    }
  }

  async #read(name: string): Promise<SignedReceipt> {
    return decodeExact(
      SignedReceipt,
      await readBytes(join(this.#dir, name), 'receipt', MAX_BYTES),
      'receipt',
    );
  }
}
