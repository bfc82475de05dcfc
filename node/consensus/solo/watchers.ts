import type { Kind } from '@veilgrid/protocol/kinds';
import type { Commit } from '../../store/ledgerStore.js';

/** Rejected: accepted once, and then refused by the time of its block. */
export type Outcome = 'accepted' | 'committed' | 'rejected';

/** Told after the fact, never asked. */
export interface Watcher {
  transaction?(kind: Kind, outcome: Outcome): void;
  /** The block is on disk. */
  block?(commit: Commit): void;
}

/** Those who watch a ledger. Nothing they do reaches it: what they throw becomes a warning. */
export class Watchers {
  readonly #watchers = new Set<Watcher>();

  /** @returns how to stop watching */
  add(watcher: Watcher): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  tell(what: (watcher: Watcher) => void): void {
    for (const watcher of this.#watchers) {
      try {
        what(watcher);
      } catch (error) {
        // As text: whatever is no Error would make this throw in turn.
        process.emitWarning(String((error as Error | undefined)?.stack ?? error));
      }
    }
  }
}
