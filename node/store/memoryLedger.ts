import { HEADER_BYTES } from '@veilgrid/protocol/core/block';
import type { Finality } from '@veilgrid/protocol/core/finality';
import type { Commit, Head, LedgerStore, Origin, Place } from './ledgerStore.js';
import { MemoryStore } from './memory.js';

/** A ledger that ends with its process. */
export function memoryLedger(origin: Origin): LedgerStore {
  const state = new MemoryStore();
  const blocks = new Map<bigint, Uint8Array>();
  const finalities = new Map<bigint, Finality>();
  const places = new Map<string, Place>();
  let head: Head = origin.head;
  state.commit(origin.writes);
  return {
    get: (key) => state.get(key),
    head: () => head,
    block: (height) => blocks.get(height),
    header: (height) => blocks.get(height)?.slice(0, HEADER_BYTES),
    finality: (height) => finalities.get(height),
    placeOf: (id) => places.get(id),
    check() {},
    async commit({ head: next, block, finality, ids, writes }: Commit) {
      state.commit(writes);
      blocks.set(next.height, block);
      finalities.set(next.height, finality);
      ids.forEach((id, index) => {
        places.set(id, { height: next.height, index });
      });
      head = next;
    },
    async close() {},
  };
}
