import { readFile } from 'node:fs/promises';
import { fail } from '@veilgrid/protocol/errors';
import { createFile } from '../files.js';
import { type Keystore, openKeystore } from './keystore.js';

/** Writes a new keystore, mode 0600; an existing one is never replaced: it may be the only copy of a seed. @throws ProtocolError KEYSTORE_EXISTS */
export async function writeKeystore(path: string, keystore: Keystore): Promise<void> {
  const written = await createFile(path, `${JSON.stringify(keystore, null, 2)}\n`);
  if (!written) throw fail('KEYSTORE_EXISTS', { field: 'path' });
}

/** The 32 bytes of entropy within. @throws ProtocolError NOT_FOUND, KEYSTORE_CORRUPT, KEYSTORE_PASSWORD */
export async function readKeystore(path: string, password: string): Promise<Uint8Array> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch {
    throw fail('NOT_FOUND', { field: 'path' });
  }
  return openKeystore(parse(text), password);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw fail('KEYSTORE_CORRUPT', { field: 'json' });
  }
}
