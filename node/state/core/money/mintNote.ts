/**
 * Money paid in as a note. Relies on the issuer's signature for the money being there, and on the statement `issue`
 * for the commitment being worth the slip's value; who owns it, nobody learns. Its proof is over the slip alone, and a
 * commitment is taken once: a slip is minted once, with its own memo. protocol/core/money.md, mintNote.
 */
import { issueSignals } from '@veilgrid/protocol/core/money/slip';
import type { Handler } from '../handler.js';
import { ensureMintable, moveSupply } from './accounts.js';
import { appendNote, ensureMoney, ensureNotes } from './notes.js';

export const mintNote: Handler<'mintNote'> = {
  check(ctx, view, { slip }) {
    ensureMoney(slip.asset, 'slip.asset');
    ensureMintable(view, slip.value, 'slip.value');
    ensureNotes(ctx, view, { spent: {}, made: { 'slip.cm': slip.cm } });
  },
  apply(ctx, writer, { slip }) {
    appendNote(ctx, writer, slip.cm, 'mint', slip);
    moveSupply(writer, { minted: slip.value, shielded: slip.value });
  },
  signals(_ctx, _view, { slip }, context) {
    return [issueSignals(slip, context)];
  },
};
