/**
 * Sequence numbers of the roles: what a role signed is taken once, in the order of signing. Relies on node/proofs
 * for the signatures. Unsigned kinds need no number: what they use up, or the phase that they end, lets them pass
 * once. protocol/core.md "Transactions and statements".
 */
import { U64 } from '@veilgrid/protocol/core/ssz';
import { ensure } from '@veilgrid/protocol/errors';
import { signersOf } from '@veilgrid/protocol/kinds';
import { ROLES, type Role } from '@veilgrid/protocol/roles';
import type { Tx } from '@veilgrid/protocol/tx';
import { keys } from './keys.js';
import { read, write } from './record.js';
import type { StateView, StateWriter } from './view.js';

/** What the role's next transaction must carry. */
export function nextSequence(view: StateView, role: Role): bigint {
  return read(view, keys.sequence(ROLES[role]), U64) ?? 0n;
}

/** The first signer's number is in the body; the others sign that body and need none of their own. */
export function checkSequence(view: StateView, tx: Tx): void {
  const [role] = signersOf(tx);
  if (role === undefined || !('sequence' in tx.body)) return;
  const expected = nextSequence(view, role);
  ensure(tx.body.sequence === expected, 'SEQUENCE_WRONG', {
    field: 'sequence',
    role,
    expected: String(expected),
  });
}

export function advanceSequence(writer: StateWriter, tx: Tx): void {
  const [role] = signersOf(tx);
  if (role === undefined) return;
  write(writer, keys.sequence(ROLES[role]), U64, nextSequence(writer, role) + 1n);
}
