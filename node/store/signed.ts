/**
 * `last.signed`: the last block this validator signed, beside its key and not in the store. It is on disk before a
 * signature leaves, with all that the block writes, so that a node that is killed in between, or started on the copy
 * before, makes that very block again; on any older copy it does not start.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { byteList, container, type Infer, recordsOf } from '@veilgrid/protocol/core/ssz';
import { fail, hasCode } from '@veilgrid/protocol/errors';
import type { DatabaseName, Operation } from './databases.js';
import { Head } from './ledgerStore.js';
import { writePrivate } from './privateFile.js';

const bytes = byteList(2 ** 26);
const Record = container({ database: byteList(16), key: byteList(2 ** 11), value: recordsOf(bytes, 1) });
const Signed = container({ before: Head, head: Head, records: recordsOf(Record, 2 ** 24) });

/** A signed block, and what it makes of the store it follows. */
export interface SignedBlock {
  readonly before: Head;
  readonly head: Head;
  readonly operations: readonly Operation[];
}

const DIGEST = 32;
const digestOf = (body: Uint8Array) => createHash('sha256').update(body).digest();

/** @returns undefined where nothing was ever signed. @throws ProtocolError STORE_DAMAGED where the file is none */
export function readSigned(keysDir: string): SignedBlock | undefined {
  const file = fileIn(keysDir);
  let content: Buffer;
  try {
    content = readFileSync(file);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
  const body = content.subarray(DIGEST);
  if (!digestOf(body).equals(content.subarray(0, DIGEST))) {
    throw fail('STORE_DAMAGED', { field: 'last.signed', file, reason: 'not as it was written' });
  }
  const { before, head, records } = Signed.deserialize(new Uint8Array(body));
  return { before, head, operations: records.map(operationOf) };
}

/** Resolves nothing before it is on disk. */
export function writeSigned(keysDir: string, { before, head, operations }: SignedBlock): void {
  const body = Signed.serialize({ before, head, records: operations.map(recordOf) });
  writePrivate(fileIn(keysDir), Buffer.concat([digestOf(body), body]));
}

const fileIn = (keysDir: string) => join(keysDir, 'last.signed');

function recordOf({ database, key, value }: Operation): Infer<typeof Record> {
  return { database: Buffer.from(database), key, value: value === undefined ? [] : [value] };
}

function operationOf({ database, key, value: [value] }: Infer<typeof Record>): Operation {
  return { database: Buffer.from(database).toString() as DatabaseName, key, value };
}
