/** State in memory, for the ledger without a disk and for tests. */
import type { StateView, Write } from '../state/core/view.js';

/** A store without a disk. */
export class MemoryStore implements StateView {
  readonly #entries = new Map<string, Uint8Array>();

  get(key: string): Uint8Array | undefined {
    return this.#entries.get(key);
  }

  commit(writes: readonly Write[]): void {
    for (const [key, value] of writes) {
      if (value === undefined) this.#entries.delete(key);
      else this.#entries.set(key, value);
    }
  }

  /** Everything stored, sorted by key. */
  entries(): (readonly [string, Uint8Array])[] {
    return [...this.#entries].sort(([a], [b]) => (a < b ? -1 : 1));
  }
}
