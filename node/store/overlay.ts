/**
 * Writes held back until a transaction or a block is known to hold. `writes` is what the state hash goes over, so its
 * order is consensus.
 */
import type { StateOverlay, StateView, Write } from '../state/core/view.js';

/** Writes in memory over a view that stays untouched. */
export class Overlay implements StateOverlay {
  readonly #base: StateView;
  readonly #written = new Map<string, Uint8Array | undefined>();

  constructor(base: StateView) {
    this.#base = base;
  }

  get(key: string): Uint8Array | undefined {
    return this.#written.has(key) ? this.#written.get(key) : this.#base.get(key);
  }

  put(key: string, value: Uint8Array): void {
    this.#written.set(key, value);
  }

  delete(key: string): void {
    this.#written.set(key, undefined);
  }

  fork(): Overlay {
    return new Overlay(this);
  }

  writes(): Write[] {
    // Keys are ASCII: code-unit order is byte order, the same on every machine.
    return [...this.#written].sort(([a], [b]) => (a < b ? -1 : 1));
  }
}
