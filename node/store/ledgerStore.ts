/** What a ledger asks of its store: a block with all it changes, whole or not at all. */
import type { Finality } from '@veilgrid/protocol/core/finality';
import { Bytes32, container, type Infer, U32, U64 } from '@veilgrid/protocol/core/ssz';
import type { StateView, Write } from '../state/core/view.js';

/** Where a ledger stands after its last block. */
export const Head = container({ height: U64, time: U64, stateHash: Bytes32, blockHash: Bytes32 });
export type Head = Infer<typeof Head>;

/** Where a transaction stands. */
export const Place = container({ height: U64, index: U32 });
export type Place = Infer<typeof Place>;

/** All that one block changes; stored together or not at all. */
export interface Commit {
  readonly head: Head;
  readonly block: Uint8Array;
  readonly finality: Finality;
  /** Ids of the block's transactions, in order. */
  readonly ids: readonly string[];
  readonly writes: readonly Write[];
}

/** A fresh ledger before its first block. */
export interface Origin {
  readonly genesisHash: Uint8Array;
  readonly head: Head;
  readonly writes: readonly Write[];
}

/** Committed state, and the blocks that made it. */
export interface LedgerStore extends StateView {
  head(): Head;
  block(height: bigint): Uint8Array | undefined;
  /** A block's first bytes, without the rest of it. */
  header(height: bigint): Uint8Array | undefined;
  /** What shows that a block is final. */
  finality(height: bigint): Finality | undefined;
  /** The block that holds a transaction, and its place there. */
  placeOf(id: string): Place | undefined;
  /**
   * Whether what was opened is still there to write to.
   * @throws ProtocolError STORE_GONE, STORE_DAMAGED
   */
  check(): void;
  /**
   * Resolves when the block is durable. It is on record as signed before.
   * @throws ProtocolError as `check`
   */
  commit(commit: Commit): Promise<void>;
  close(): Promise<void>;
}
