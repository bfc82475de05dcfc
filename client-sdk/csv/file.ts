import { readFile, stat } from 'node:fs/promises';
import { ensure, hasCode } from '@veilgrid/protocol/errors';
import { MAX_FILE_BYTES } from './csv.js';

/** The bytes of a data file. @throws ProtocolError NOT_FOUND, TOO_LARGE before anything is read */
export async function readFileBounded(file: string): Promise<Uint8Array> {
  const found = await stat(file).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return undefined;
    throw error;
  });
  ensure(found?.isFile() === true, 'NOT_FOUND', { field: 'file', file });
  ensure(found.size <= MAX_FILE_BYTES, 'TOO_LARGE', { field: 'file', file, limit: MAX_FILE_BYTES });
  return readFile(file);
}
