import { readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '@veilgrid/protocol/errors';
import { createFile } from '../files.js';
import type { TxStore } from './txStore.js';

const ENDING = '.tx';

/** One file each in `directory`, which must exist: `.tx`, unless a name has an ending of its own. */
export function fileTxStore(directory: string): TxStore {
  const pathOf = (name: string) => join(directory, name.includes('.') ? name : name + ENDING);
  const readAt = async (path: string) => {
    try {
      return new Uint8Array(await readFile(path));
    } catch (error) {
      if (hasCode(error, 'ENOENT')) return undefined;
      throw error;
    }
  };
  const find = async (name: string) => (await readAt(pathOf(name))) ?? readAt(`${pathOf(name)}.aside`);
  const names = async (prefix: string) => {
    const files = await readdir(directory);
    const kept = files.filter((file) => file.startsWith(prefix) && file.endsWith(ENDING));
    return kept.map((file) => file.slice(0, -ENDING.length)).sort();
  };
  return {
    find,
    keep: async (name, bytes) => {
      const kept = await find(name);
      if (kept) return kept;
      // Of two at once one creates the file.
      return (await createFile(pathOf(name), bytes)) ? bytes : (await find(name))!;
    },
    names,
    setAside: async (prefix, but) => {
      for (const name of await names(prefix)) {
        if (name !== but) await renameUnlessGone(pathOf(name), `${pathOf(name)}.aside`);
      }
    },
  };
}

/** Of two processes that set the same aside one does. */
async function renameUnlessGone(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
  }
}
