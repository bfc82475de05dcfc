/**
 * What operator and regulator put up for a book, from its opening to its end. Relies on the module for a lock that is
 * worth what silence could bring anybody. protocol/core/books.md "Locks".
 */
import { ensureBalance, moveBalance, moveSupply } from '../money/accounts.js';
import type { StateView, StateWriter } from '../view.js';
import { type Book, setPhase } from './book.js';

const ROLES = ['operator', 'regulator'] as const;
export type BookRole = (typeof ROLES)[number];

export function ensureLocks(view: StateView, lock: bigint): void {
  for (const role of ROLES) ensureBalance(view, role, lock);
}

export function takeLocks(writer: StateWriter, lock: bigint): void {
  for (const role of ROLES) moveBalance(writer, role, -lock);
  moveSupply(writer, { roleBonds: 2n * lock });
}

/** Operator and regulator did what they had to, or could not: both locks come back. */
export function returnLocks(writer: StateWriter, { lock }: Book): void {
  for (const role of ROLES) moveBalance(writer, role, lock);
  moveSupply(writer, { roleBonds: -2n * lock });
}

/** The lock of the silent role joins the deposits, from which the book's module shares it out; the other's comes back. */
export function forfeitLock(writer: StateWriter, { id, lock }: Book, silent: BookRole): void {
  moveBalance(writer, silent === 'operator' ? 'regulator' : 'operator', lock);
  moveSupply(writer, { roleBonds: -2n * lock, shielded: lock, deposits: lock });
  setPhase(writer, id, { forfeit: lock });
}
