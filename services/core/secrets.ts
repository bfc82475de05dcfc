/** Where services keep key shares and aggregation keys. */
import { readFile } from 'node:fs/promises';
import { fail, hasCode } from '@veilgrid/protocol/errors';
import { z } from 'zod';
import { replaceFile } from './replaceFile.js';

export interface SecretStore {
  get(name: string): Promise<string | undefined>;
  set(name: string, value: string): Promise<void>;
  delete(name: string): Promise<void>;
  /** Name and value of all whose name starts with `prefix`. */
  list(prefix: string): Promise<[string, string][]>;
}

export function memorySecrets(initial: Iterable<[string, string]> = []): SecretStore {
  return storeOf(new Map(initial), async () => {});
}

const Content = z.record(z.string(), z.string());

/**
 * One JSON file, mode 0600, replaced whole at every change and on disk when a change returns.
 * Deleting overwrites no disk sectors: keep the file on an encrypted volume.
 * @throws ProtocolError SECRETS_CORRUPT
 */
export async function fileSecrets(path: string): Promise<SecretStore> {
  const map = new Map(Object.entries(await readContent(path)));
  let last: Promise<void> = Promise.resolve();
  return storeOf(map, () => {
    // One at a time: two replacements at once would share the temporary file.
    last = last.catch(() => {}).then(() => replaceFile(path, JSON.stringify(Object.fromEntries(map))));
    return last;
  });
}

function storeOf(map: Map<string, string>, save: () => Promise<void>): SecretStore {
  return {
    get: async (name) => map.get(name),
    set: async (name, value) => {
      map.set(name, value);
      await save();
    },
    delete: async (name) => {
      if (map.delete(name)) await save();
    },
    list: async (prefix) => [...map].filter(([name]) => name.startsWith(prefix)),
  };
}

async function readContent(path: string): Promise<Record<string, string>> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return {};
    throw error;
  }
  try {
    return Content.parse(JSON.parse(text));
  } catch {
    throw fail('SECRETS_CORRUPT', { field: 'path' });
  }
}
