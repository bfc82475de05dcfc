import { createHash } from 'node:crypto';
import { createReadStream, readFileSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ArtifactError } from './errors.js';

const HASHES = 'sha256.json';

export const sha256 = (bytes: string | Uint8Array): string =>
  createHash('sha256').update(bytes).digest('hex');

/** Hash of a file of any size, as it is now: hex. */
export async function hashFile(file: string, algorithm: 'sha256' | 'blake2b512' = 'sha256'): Promise<string> {
  const hash = createHash(algorithm);
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

/** Records the hashes of a folder's files beside them. */
export async function writeHashes(folder: string): Promise<void> {
  const hashes: Record<string, string> = {};
  for (const name of (await readdir(folder)).sort()) hashes[name] = await hashFile(join(folder, name));
  await writeFile(join(folder, HASHES), JSON.stringify(hashes, null, 1));
}

/** The hashes recorded when the folder was built. */
export function readHashes(folder: string): Record<string, string> {
  try {
    return JSON.parse(readFileSync(join(folder, HASHES), 'utf8')) as Record<string, string>;
  } catch {
    throw new ArtifactError('TAMPERED', `${folder} has lost its hashes`, {
      file: folder,
      remedy: 'Delete this folder; it is built again.',
    });
  }
}

const checked = new Map<string, Promise<void>>();

/** Refuses a file that is not the expected one; reads each file once per process. */
export function checkFile(file: string, expected: string, remedy: string): Promise<void> {
  const key = `${expected} ${file}`;
  const check = checked.get(key) ?? compareFile(file, expected, remedy);
  checked.set(key, check);
  check.catch(() => checked.delete(key));
  return check;
}

async function compareFile(file: string, expected: string, remedy: string): Promise<void> {
  const actual = await hashFile(file).catch((cause: Error) => cause.message);
  if (actual === expected) return;
  throw new ArtifactError('TAMPERED', `${file} is not the file it should be`, {
    file,
    expected,
    actual,
    remedy,
  });
}
