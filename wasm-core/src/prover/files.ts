import { sharedBytes } from '../threads.js';
import { ProverError } from './errors.js';

/** A file by its path, in Node.js only, or its bytes. */
export type FileOrBytes = string | Uint8Array;

/** The bytes where all threads can read them, if they can share any. */
export async function readShared(file: FileOrBytes): Promise<Uint8Array> {
  const bytes = typeof file === 'string' ? await readFile(file) : file;
  const shared = sharedBytes(bytes.length);
  shared.set(bytes);
  return shared;
}

async function readFile(path: string): Promise<Uint8Array> {
  const fs = await import('node:fs/promises');
  return fs.readFile(path);
}

/** @throws ProverError CIRCUIT */
export async function compileCalculator(file: FileOrBytes): Promise<WebAssembly.Module> {
  try {
    return await WebAssembly.compile(typeof file === 'string' ? await readFile(file) : file);
  } catch (cause) {
    throw new ProverError('CIRCUIT', `witness calculator: ${(cause as Error).message}`);
  }
}
