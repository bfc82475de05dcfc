import type { Commit, Head, LedgerStore, Origin } from './ledgerStore.js';
import { MemoryStore } from './memory.js';

/** A ledger that ends with its process. */
export function memoryLedger(origin: Origin): LedgerStore {
  const state = new MemoryStore();
  const blocks = new Map<bigint, Uint8Array>();
  const heights = new Map<string, bigint>();
  let head: Head = origin.head;
  state.commit(origin.writes);
  return {
    get: (key) => state.get(key),
    head: () => head,
    block: (height) => blocks.get(height),
    heightOf: (id) => heights.get(id),
    check() {},
    async commit({ head: next, block, ids, writes }: Commit) {
      state.commit(writes);
      blocks.set(next.height, block);
      for (const id of ids) heights.set(id, next.height);
      head = next;
    },
    async close() {},
  };
}
