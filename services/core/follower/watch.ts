/**
 * What a follower is to keep of a chain. Rooms write watches; core's follower knows none of their kinds. An observer
 * may rely on the block being final, on encoding and on signatures of roles. It need not see everything that the
 * ledger refuses: a validator that calls such a block final shows it to every auditor. What the book is relied on
 * for, it checks.
 */
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import { fail, type ProtocolError } from '@veilgrid/protocol/errors';
import type { Bodies, Kind } from '@veilgrid/protocol/kinds';
import type { z } from 'zod';

/** Where in the chain a transaction stands. */
export interface Moment {
  readonly hasher: Hasher;
  readonly chainId: bigint;
  /** The block's, Unix seconds. */
  readonly time: bigint;
  /** Its transaction as it stands in the block. */
  readonly bytes: Uint8Array;
  /** In the order of its kind's statements. */
  readonly proofs: readonly Uint8Array[];
  /** That its proofs are bound to. */
  readonly context: bigint;
}

/** By kind; transactions of other kinds are not even decoded. */
export type Observers<B> = {
  readonly [K in Kind]?: (book: B, body: Bodies[K], at: Moment) => void;
};

export interface Watch<B> {
  /** The book before block 1: plain data that `toJson` can write. */
  readonly open: () => B;
  /** Reads back what `toJson` wrote of a book. */
  readonly stored: z.ZodType<B>;
  readonly observers: Observers<B>;
  /** Once all transactions of a block were observed. */
  readonly endBlock?: (book: B) => void | Promise<void>;
}

/** A transaction that no block may hold. */
export function impossible(reason: string): ProtocolError {
  return fail('BLOCK_INVALID', { field: 'transactions', reason });
}
