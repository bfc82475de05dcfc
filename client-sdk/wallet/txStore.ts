/**
 * Settlements are kept before they are sent, and only the kept one is ever sent again: two settlements
 * under the same masks would show by their difference what changed between them.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '@veilgrid/protocol/errors';
import { createFile } from '../files.js';

/** Keeps what a wallet sends, so that a settlement is never built a second time. */
export interface TxStore {
  /** Keeps `bytes` unless something is kept under `name`; returns what is kept. */
  keep(name: string, bytes: Uint8Array): Promise<Uint8Array>;
  /** What is kept under `name`. */
  find(name: string): Promise<Uint8Array | undefined>;
}

/**
 * Keeps them while the process lives: for simulations. A settlement that is lost with the process must never be built
 * again.
 */
export function memoryTxStore(): TxStore {
  const kept = new Map<string, Uint8Array>();
  return {
    find: async (name) => kept.get(name),
    keep: async (name, bytes) => {
      if (!kept.has(name)) kept.set(name, bytes);
      return kept.get(name)!;
    },
  };
}

/** One file each in `directory`, which must exist: `.tx`, unless a name has an ending of its own. */
export function fileTxStore(directory: string): TxStore {
  const pathOf = (name: string) => join(directory, name.includes('.') ? name : `${name}.tx`);
  const find = async (name: string) => {
    try {
      return new Uint8Array(await readFile(pathOf(name)));
    } catch (error) {
      if (hasCode(error, 'ENOENT')) return undefined;
      throw error;
    }
  };
  return {
    find,
    keep: async (name, bytes) => ((await createFile(pathOf(name), bytes)) ? bytes : (await find(name))!),
  };
}
