/**
 * Orders and settlements are kept before they are sent, and only the kept one is ever sent again: two settlements under
 * the same masks would show by their difference what changed between them, and an order whose answer was lost would be
 * taken for another one. Files and browsers have their own: `fileTxStore`, `indexedDbTxStore`.
 */

/** Keeps what a wallet sends, so that nothing of it is built a second time. */
export interface TxStore {
  /** Keeps `bytes`, on disk when it returns, unless something is kept under `name`; returns what is kept. */
  keep(name: string, bytes: Uint8Array): Promise<Uint8Array>;
  /** What is kept under `name`, also where it was set aside. */
  find(name: string): Promise<Uint8Array | undefined>;
  /** Names that begin with `prefix`, sorted, but of what was set aside. */
  names(prefix: string): Promise<string[]>;
  /** Renames to ….aside all that is kept under names that begin with `prefix`, but `name`. Nothing is deleted. */
  setAside(prefix: string, name: string): Promise<void>;
}

/** What is kept under `prefix` followed by 0, 1, …, in the order of its building; what was set aside, too. */
export async function keptVersions(store: TxStore, prefix: string): Promise<Uint8Array[]> {
  const kept: Uint8Array[] = [];
  for (;;) {
    const bytes = await store.find(`${prefix}${kept.length}`);
    if (!bytes) return kept;
    kept.push(bytes);
  }
}

/**
 * Keeps them while the process lives: for simulations. A settlement that is lost with the process must never be built
 * again.
 */
export function memoryTxStore(): TxStore {
  const kept = new Map<string, Uint8Array>();
  const isNamed = (name: string, prefix: string) => name.startsWith(prefix) && !name.endsWith('.aside');
  const find = (name: string) => kept.get(name) ?? kept.get(`${name}.aside`);
  return {
    find: async (name) => find(name),
    keep: async (name, bytes) => {
      const first = find(name) ?? bytes;
      if (first === bytes) kept.set(name, bytes);
      return first;
    },
    names: async (prefix) => [...kept.keys()].filter((name) => isNamed(name, prefix)).sort(),
    setAside: async (prefix, but) => {
      for (const [name, bytes] of [...kept]) {
        if (!isNamed(name, prefix) || name === but) continue;
        kept.delete(name);
        kept.set(`${name}.aside`, bytes);
      }
    },
  };
}
