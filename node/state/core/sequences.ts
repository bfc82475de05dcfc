/**
 * Sequence numbers of roles and parties: what one signed is taken once, in the order of signing. A party keeps its own
 * over a change of keys. Relies on node/proofs for the signatures. Unsigned kinds need no number: what they use up, or
 * the phase that they end, lets them pass once. protocol/core.md "Transactions and statements".
 */
import { U64 } from '@veilgrid/protocol/core/ssz';
import { ensure } from '@veilgrid/protocol/errors';
import { sequencedBy, signersOf } from '@veilgrid/protocol/kinds';
import { type AuthorityRole, ROLES } from '@veilgrid/protocol/roles';
import type { Tx } from '@veilgrid/protocol/tx';
import { keys } from './keys.js';
import { read, write } from './record.js';
import type { StateView, StateWriter } from './view.js';

/** What the next transaction must carry that this role, or the party of this number, signs first. */
export function nextSequence(view: StateView, signer: AuthorityRole | number): bigint {
  const id = typeof signer === 'number' ? signer : ROLES[signer];
  return read(view, keys.sequence(id), U64) ?? 0n;
}

/** The first signer's number is in the body; the others sign that body and need none of their own. */
export function checkSequence(view: StateView, tx: Tx): void {
  const signer = sequencedBy(tx);
  if (signer === undefined || !('sequence' in tx.body)) return;
  const expected = nextSequence(view, signer);
  ensure(tx.body.sequence === expected, 'SEQUENCE_WRONG', {
    field: 'sequence',
    role: signersOf(tx)[0]!,
    expected: String(expected),
  });
}

export function advanceSequence(writer: StateWriter, tx: Tx): void {
  const signer = sequencedBy(tx);
  if (signer === undefined) return;
  write(writer, keys.sequence(signer), U64, nextSequence(writer, signer) + 1n);
}
