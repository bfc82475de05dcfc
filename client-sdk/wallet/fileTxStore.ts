import { readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '@veilgrid/protocol/errors';
import { createFile } from '../files.js';
import type { TxStore } from './txStore.js';

/** One file each in `directory`, which must exist: `.tx`, unless a name has an ending of its own. */
export function fileTxStore(directory: string): TxStore {
  const pathOf = (name: string) => join(directory, name.includes('.') ? name : `${name}.tx`);
  const readAt = async (path: string) => {
    try {
      return new Uint8Array(await readFile(path));
    } catch (error) {
      if (hasCode(error, 'ENOENT')) return undefined;
      throw error;
    }
  };
  const find = async (name: string) => (await readAt(pathOf(name))) ?? readAt(`${pathOf(name)}.aside`);
  return {
    find,
    keep: async (name, bytes) => {
      const kept = await find(name);
      if (kept) return kept;
      // Of two at once one creates the file.
      return (await createFile(pathOf(name), bytes)) ? bytes : (await find(name))!;
    },
    setAside: async (prefix, but) => {
      for (const file of await readdir(directory)) {
        if (!file.startsWith(prefix) || !file.endsWith('.tx') || file === `${but}.tx`) continue;
        await rename(join(directory, file), join(directory, `${file}.aside`));
      }
    },
  };
}
