/**
 * Settlements are kept before they are sent, and only the kept one is ever sent again: two settlements
 * under the same masks would show by their difference what changed between them.
 */
import { readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '@veilgrid/protocol/errors';
import { createFile } from '../files.js';

/** Keeps what a wallet sends, so that a settlement is never built a second time. */
export interface TxStore {
  /** Keeps `bytes` unless something is kept under `name`; returns what is kept. */
  keep(name: string, bytes: Uint8Array): Promise<Uint8Array>;
  /** What is kept under `name`, also where it was set aside. */
  find(name: string): Promise<Uint8Array | undefined>;
  /** Renames to ….aside all that is kept under names that begin with `prefix`, but `name`. Nothing is deleted. */
  setAside(prefix: string, name: string): Promise<void>;
}

/**
 * Keeps them while the process lives: for simulations. A settlement that is lost with the process must never be built
 * again.
 */
export function memoryTxStore(): TxStore {
  const kept = new Map<string, Uint8Array>();
  return {
    find: async (name) => kept.get(name) ?? kept.get(`${name}.aside`),
    setAside: async (prefix, but) => {
      for (const [name, bytes] of [...kept]) {
        if (!name.startsWith(prefix) || name === but || name.endsWith('.aside')) continue;
        kept.delete(name);
        kept.set(`${name}.aside`, bytes);
      }
    },
    keep: async (name, bytes) => {
      if (!kept.has(name)) kept.set(name, bytes);
      return kept.get(name)!;
    },
  };
}

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
    setAside: async (prefix, but) => {
      for (const file of await readdir(directory)) {
        if (!file.startsWith(prefix) || !file.endsWith('.tx') || file === `${but}.tx`) continue;
        await rename(join(directory, file), join(directory, `${file}.aside`));
      }
    },
    keep: async (name, bytes) => ((await createFile(pathOf(name), bytes)) ? bytes : (await find(name))!),
  };
}
