/**
 * Transfers: a payment, one side of an exchange, or the part of a module's transaction that pays for another
 * statement. The statement `transfer` proves that a part brings in what it makes and gives out; fee, balances and the
 * transaction as a whole are its kind's. protocol/core.md, transfer.
 */
import { isZero } from '@veilgrid/protocol/core/isZero';
import type { AssetPart } from '@veilgrid/protocol/core/money/exchange';
import { type TransferBody, transferSignals } from '@veilgrid/protocol/core/money/note';
import { ensure } from '@veilgrid/protocol/errors';
import type { Handler } from '../handler.js';
import type { StateContext, StateView, StateWriter } from '../view.js';
import { getSupply, moveBalance, moveSupply } from './accounts.js';
import { appendNote, ensureMoney, ensureNoteRoot, ensureNotes, type NotesMoved, spendNote } from './notes.js';

/** What a part moves. @param at where it stands in the body: '', or a field and a dot */
export function notesOf({ nf, cm }: Pick<AssetPart, 'nf' | 'cm'>, at = ''): NotesMoved {
  const named = (field: string, values: readonly bigint[]) =>
    Object.fromEntries(values.map((value, i) => [`${at}${field}.${i}`, value]));
  return { spent: named('nf', nf), made: named('cm', cm) };
}

/**
 * A part in money, of which `out` leaves the notes: fee, what is redeemed, what the kind takes. Whether its notes are
 * new is asked for the whole transaction (`ensureNotes`).
 */
export function ensureMoneyPart(view: StateView, part: TransferBody, out: bigint, at = ''): void {
  ensureMoney(part.asset, `${at}asset`);
  ensureNoteRoot(view, part.noteRoot, `${at}noteRoot`);
  ensure(part.redeemed > 0n || isZero(part.payoutReference), 'VALUE_OUT_OF_RANGE', {
    field: `${at}payoutReference`,
  });
  // Holds by proof; a turnstile all the same, so that no flaw in one can create money outside notes.
  ensure(out <= getSupply(view).shielded, 'BALANCE_TOO_LOW', { field: `${at}redeemed` });
}

export function applyPart(ctx: StateContext, writer: StateWriter, part: AssetPart): void {
  const { asset, nf, cm, memo1, memo2 } = part;
  for (const nullifier of nf) spendNote(writer, nullifier);
  appendNote(ctx, writer, cm[0]!, 'transfer', { asset, memo: memo1 });
  appendNote(ctx, writer, cm[1]!, 'transfer', { asset, memo: memo2 });
}

/** The flat fee, from notes to the DSO. */
export function takeFee({ genesis }: StateContext, writer: StateWriter): void {
  moveBalance(writer, 'dso', genesis.transferFee);
  moveSupply(writer, { shielded: -genesis.transferFee });
}

export const transfer: Handler<'transfer'> = {
  check(ctx, view, body) {
    ensureMoneyPart(view, body, ctx.genesis.transferFee + body.redeemed);
    ensureNotes(ctx, view, notesOf(body));
  },
  apply(ctx, writer, body) {
    applyPart(ctx, writer, body);
    takeFee(ctx, writer);
    moveSupply(writer, { shielded: -body.redeemed, redeemed: body.redeemed });
  },
  signals(ctx, _view, body, context) {
    return [transferSignals(body, context, ctx.genesis.transferFee + body.redeemed)];
  },
};
