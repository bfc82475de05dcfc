/** `store.key`: what the ledger's records are sealed with. Stands apart from the ledger, so that a copy has none. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensure, hasCode } from '@veilgrid/protocol/errors';
import { writePrivate } from './privateFile.js';

/** @returns 32 bytes; undefined where there is none. @throws ProtocolError STORE_DAMAGED where the file is none */
export function readStoreKey(keysDir: string): Uint8Array | undefined {
  const file = join(keysDir, 'store.key');
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
  const sound = /^[0-9a-f]{64}\n?$/.test(text);
  ensure(sound, 'STORE_DAMAGED', { field: 'store.key', file, reason: 'takes 64 hex digits' });
  return Buffer.from(text.trim(), 'hex');
}

export function makeStoreKey(keysDir: string): Uint8Array {
  const key = randomBytes(32);
  mkdirSync(keysDir, { recursive: true, mode: 0o700 });
  writePrivate(join(keysDir, 'store.key'), Buffer.from(`${key.toString('hex')}\n`));
  return key;
}
