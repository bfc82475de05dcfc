/** Files that people name on the command line: bounded, and refused by name. */
import { readFile, stat } from 'node:fs/promises';
import { createFile } from '@veilgrid/client-sdk/files';
import { ensure, fail, hasCode } from '@veilgrid/protocol/errors';

/** Far above any file but readings, which have a reader of their own. */
const MAX_BYTES = 1024 * 1024;

/** @throws ProtocolError NOT_FOUND, FILE_INVALID, TOO_LARGE naming `field` and the file */
export async function readBytes(file: string, field: string, limit: number): Promise<Uint8Array> {
  return ofFile(file, field, async () => {
    const info = await stat(file);
    ensure(info.isFile(), 'FILE_INVALID', { field, file, reason: 'not a file' });
    ensure(info.size <= limit, 'TOO_LARGE', { field, file, limit });
    return readFile(file);
  });
}

/** What the system refuses of a file, by name. @throws ProtocolError NOT_FOUND, FILE_INVALID, and those of `job` */
export async function ofFile<T>(file: string, field: string, job: () => Promise<T>): Promise<T> {
  try {
    return await job();
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) throw fail('NOT_FOUND', { field, file });
    const { syscall, code } = error as NodeJS.ErrnoException;
    if (syscall === undefined || code === undefined) throw error;
    throw fail('FILE_INVALID', { field, file, reason: code });
  }
}

/** @throws ProtocolError NOT_FOUND, TOO_LARGE naming `field` and the file */
export async function readText(file: string, field: string): Promise<string> {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(await readBytes(file, field, MAX_BYTES));
}

/** @throws ProtocolError NOT_FOUND, TOO_LARGE, FILE_INVALID */
export async function readJson(file: string, field: string): Promise<unknown> {
  const text = await readText(file, field);
  try {
    return JSON.parse(text);
  } catch {
    throw fail('FILE_INVALID', { field, file, reason: 'not JSON' });
  }
}

/** A new private file; none is ever replaced. @throws ProtocolError FILE_EXISTS */
export async function writeNew(file: string, field: string, data: string | Uint8Array): Promise<void> {
  let written: boolean;
  try {
    written = await createFile(file, data);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) throw fail('NOT_FOUND', { field, file, reason: 'no such folder' });
    throw error;
  }
  ensure(written, 'FILE_EXISTS', { field, file });
}
