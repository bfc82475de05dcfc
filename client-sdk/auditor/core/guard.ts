/** The form of a guard: what a module demands of a kind that is another room's. */
import type { Bodies, Kind } from '@veilgrid/protocol/kinds';
import type { CoreBooks } from './books.js';
import type { Ledger } from './ledger.js';

/**
 * Looks at the books before the transaction is entered, and enters nothing: it may rely on encoding and signatures, not
 * on the kind's own rule, which comes after it.
 * @throws ProtocolError
 */
export type Guard<K extends Kind, B extends CoreBooks = CoreBooks> = (
  ledger: Ledger<B>,
  body: Bodies[K],
) => void;
