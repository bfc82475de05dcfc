/// <reference lib="dom" />
import type { TxStore } from './txStore.js';

const KEPT = 'kept';
const ASIDE = '.aside';

/**
 * The store of a browser: the database `name` of this origin. What is kept is on disk when it returns, also where
 * several tabs keep at once. A browser that runs out of space may throw databases away unless the page was granted
 * `navigator.storage.persist()`: ask for it before the first order.
 */
export function indexedDbTxStore(name: string): TxStore {
  return {
    find: (key) => within(name, 'readonly', (kept) => findIn(kept, key)),
    // One transaction: of two at once the second finds what the first has kept.
    keep: (key, bytes) =>
      within(name, 'readwrite', async (kept) => {
        const first = await findIn(kept, key);
        // A copy, or all of the buffer would be stored that these bytes are a part of.
        if (!first) await outcomeOf(kept.add(bytes.slice(), key));
        return first ?? bytes;
      }),
    names: (prefix) => within(name, 'readonly', (kept) => namesIn(kept, prefix)),
    setAside: (prefix, but) =>
      within(name, 'readwrite', async (kept) => {
        for (const key of await namesIn(kept, prefix)) {
          if (key === but) continue;
          await outcomeOf(kept.add(await outcomeOf(kept.get(key)), key + ASIDE));
          await outcomeOf(kept.delete(key));
        }
      }),
  };
}

async function findIn(kept: IDBObjectStore, key: string): Promise<Uint8Array | undefined> {
  const found: Uint8Array | undefined =
    (await outcomeOf(kept.get(key))) ?? (await outcomeOf(kept.get(key + ASIDE)));
  return found && new Uint8Array(found);
}

async function namesIn(kept: IDBObjectStore, prefix: string): Promise<string[]> {
  const keys = await outcomeOf(kept.getAllKeys(IDBKeyRange.bound(prefix, `${prefix}\uffff`)));
  return keys.map(String).filter((key) => !key.endsWith(ASIDE));
}

/** All of the work on disk, or none of it. */
async function within<T>(
  name: string,
  mode: IDBTransactionMode,
  work: (kept: IDBObjectStore) => Promise<T>,
): Promise<T> {
  const opening = indexedDB.open(name, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(KEPT);
  const database = await outcomeOf(opening);
  try {
    const transaction = database.transaction(KEPT, mode, { durability: 'strict' });
    const complete = new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error);
    });
    const [result] = await Promise.all([work(transaction.objectStore(KEPT)), complete]);
    return result;
  } finally {
    database.close();
  }
}

function outcomeOf<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
