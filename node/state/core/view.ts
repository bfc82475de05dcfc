/**
 * All that reaches a transition from outside: a view of the state, a writer over it, and the block's context.
 * No store, clock, environment or randomness does. protocol/core.md "Blocks, genesis, state".
 */
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import type { Genesis } from '@veilgrid/protocol/core/genesis';

/**
 * The ledger's content: keys of `keys.ts` to record bytes. Values are shared, never copied: whoever
 * holds one must not change it.
 */
export interface StateView {
  get(key: string): Uint8Array | undefined;
}

export interface StateWriter extends StateView {
  put(key: string, value: Uint8Array): void;
  delete(key: string): void;
}

/** The last write of a key: its value, or undefined for a deletion. */
export type Write = readonly [key: string, value: Uint8Array | undefined];

/** Writes held back from the view below; the store implements it, so that state knows no store. */
export interface StateOverlay extends StateWriter {
  /** An overlay on top of this one. */
  fork(): StateOverlay;
  /** Everything written here, once a key, sorted by key. */
  writes(): Write[];
}

/** All that a transition may depend on beside the state and the transaction. */
export interface StateContext {
  readonly hasher: Hasher;
  readonly genesis: Genesis;
  readonly height: bigint;
  /** The block's time, Unix seconds. */
  readonly time: bigint;
}
