import { readFile } from 'node:fs/promises';
import { hasCode } from '@veilgrid/protocol/errors';
import { replaceFile } from '../replaceFile.js';

/** Where a follower leaves how far it is. What is lost costs time only: it follows again from genesis. */
export interface FollowerStore {
  load(): Promise<string | undefined>;
  save(text: string): Promise<void>;
}

export function memoryFollowerStore(): FollowerStore {
  let kept: string | undefined;
  return {
    load: async () => kept,
    save: async (text) => {
      kept = text;
    },
  };
}

/** One file of a role's folder, which nobody else may write: what stands in it is believed. */
export function fileFollowerStore(path: string): FollowerStore {
  return {
    load: async () => {
      try {
        return await readFile(path, 'utf8');
      } catch (error) {
        if (hasCode(error, 'ENOENT')) return undefined;
        throw error;
      }
    },
    save: (text) => replaceFile(path, text),
  };
}
