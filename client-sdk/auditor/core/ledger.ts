/** The form of a rule: it checks and enters at once, and says what the proofs must prove. */
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import type { Bodies, Kind } from '@veilgrid/protocol/kinds';
import type { CoreBooks } from './books.js';

/** The books at one transaction: those that the rule in question needs, and no others. */
export interface Ledger<B extends CoreBooks = CoreBooks> {
  readonly genesis: Genesis;
  readonly hasher: Hasher;
  readonly books: B;
  /** The block's, Unix seconds. */
  readonly time: bigint;
}

/**
 * Checks a transaction and enters it, in one pass: an audit ends at its first refusal, so nothing need be
 * taken back.
 * @returns the public signals of each of its proofs, in the circuit's order; nothing for kinds without one
 * @throws ProtocolError
 */
export type Rule<K extends Kind, B extends CoreBooks = CoreBooks> = (
  ledger: Ledger<B>,
  body: Bodies[K],
  context: bigint,
) => readonly (readonly bigint[])[] | undefined;
