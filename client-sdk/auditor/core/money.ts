/** Money in double entry: every amount leaves one purse and enters another, so the sum of all is always 0. */
import type { TransferBody } from '@veilgrid/protocol/core/money/note';
import { ensure } from '@veilgrid/protocol/errors';
import { MAX_MONEY, MONEY } from '@veilgrid/protocol/params';
import { accountRole, FIRST_PARTY } from '@veilgrid/protocol/roles';
import type { CoreBooks, Purse } from './books.js';
import type { Ledger, Rule } from './ledger.js';
import { ensureRegistered } from './parties.js';
import { putLeaf, roomOf, rootOf } from './tree.js';

/** Money in a purse, 1e-8 currency. */
export function held(books: CoreBooks, purse: Purse): bigint {
  return books.money.get(purse) ?? 0n;
}

/** In the accounts of all parties. */
export function heldByParties({ money }: CoreBooks): bigint {
  return [...money].reduce((sum, [purse, amount]) => (typeof purse === 'number' ? sum + amount : sum), 0n);
}

/** @throws ProtocolError BALANCE_TOO_LOW */
export function move(books: CoreBooks, from: Purse, to: Purse, amount: bigint): void {
  const left = held(books, from) - amount;
  ensure(amount >= 0n && (from === 'issued' || left >= 0n), 'BALANCE_TOO_LOW', { account: from });
  books.money.set(from, left);
  books.money.set(to, held(books, to) + amount);
}

function issue(books: CoreBooks, to: Purse, amount: bigint): void {
  ensure(amount > 0n, 'AMOUNT_ZERO', { field: 'value' });
  ensure(amount - held(books, 'issued') <= MAX_MONEY, 'AMOUNT_OVERFLOW', { field: 'value' });
  move(books, 'issued', to, amount);
}

/** A commitment that ever existed is refused again, and so is the empty leaf. */
export function addNote({ books, hasher }: Ledger, cm: bigint): void {
  const { tree, cms } = books.notes;
  ensure(cm !== 0n, 'VALUE_OUT_OF_RANGE');
  ensure(!cms.has(cm), 'COMMITMENT_EXISTS');
  ensure(cms.size < roomOf(tree), 'NOTE_TREE_FULL');
  putLeaf(hasher, tree, cms.size, cm);
  cms.add(cm);
}

/** Spends a note that was in the tree at the end of some block. */
export function spendNote({ books }: Ledger, nf: bigint, noteRoot: bigint): void {
  ensure(books.notes.roots.has(noteRoot), 'NOTE_ROOT_UNKNOWN', { field: 'noteRoot' });
  ensure(!books.nullifiers.has(nf), 'NULLIFIER_SPENT');
  books.nullifiers.add(nf);
}

/** At the end of a block its notes can be spent. */
export function sealNotes({ notes }: CoreBooks): void {
  notes.roots.add(rootOf(notes.tree));
}

export function ensureMoney(asset: bigint): void {
  ensure(asset === MONEY, 'ASSET_UNKNOWN', { field: 'asset' });
}

export const mintNote: Rule<'mintNote'> = (ledger, { slip }, context) => {
  ensureMoney(slip.asset);
  issue(ledger.books, 'shielded', slip.value);
  addNote(ledger, slip.cm);
  return [[slip.cm, context, slip.asset, slip.value]];
};

export const mintAccount: Rule<'mintAccount'> = ({ books }, body) => {
  issue(books, accountOf(books, body.account), body.value);
};

export const redeem: Rule<'redeem'> = ({ books }, body) => {
  ensure(body.value > 0n, 'AMOUNT_ZERO', { field: 'value' });
  move(books, accountOf(books, body.account), 'redeemed', body.value);
};

function accountOf(books: CoreBooks, id: number): Purse {
  if (id >= FIRST_PARTY) {
    ensureRegistered(books, id);
    return id;
  }
  const role = accountRole(id);
  ensure(role !== undefined, 'VALUE_OUT_OF_RANGE', { field: 'account' });
  return role;
}

/**
 * Two notes into two others. Each is entered at once, so whatever part of a transaction comes next finds the
 * nullifiers and commitments of those before it taken.
 * @param out what leaves the notes
 * @returns what the part's proof must prove
 */
export function enterTransfer(
  ledger: Ledger,
  { nf, cm, noteRoot, asset }: Pick<TransferBody, 'nf' | 'cm' | 'noteRoot' | 'asset'>,
  context: bigint,
  out: bigint,
): readonly bigint[] {
  for (const nullifier of nf) spendNote(ledger, nullifier, noteRoot);
  for (const commitment of cm) addNote(ledger, commitment);
  return [...nf, ...cm, context, noteRoot, asset, out];
}

/** A part in money: with its fee, and what is redeemed. */
export function enterMoney(ledger: Ledger, body: TransferBody, context: bigint): readonly bigint[] {
  const { books, genesis } = ledger;
  const { redeemed, payoutReference } = body;
  ensureMoney(body.asset);
  ensure(redeemed > 0n || payoutReference.every((b) => b === 0), 'VALUE_OUT_OF_RANGE');
  const signals = enterTransfer(ledger, body, context, genesis.transferFee + redeemed);
  move(books, 'shielded', 'dso', genesis.transferFee);
  move(books, 'shielded', 'redeemed', redeemed);
  return signals;
}

export const transfer: Rule<'transfer'> = (ledger, body, context) => [enterMoney(ledger, body, context)];
