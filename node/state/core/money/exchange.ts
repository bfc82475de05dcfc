/**
 * Another asset against money, or as a gift: two transfers over one context, both or none. Relies on their statements
 * for what each is worth; the ledger learns the asset, and neither the amounts nor who gave them.
 * protocol/core/money.md, exchange.
 */
import { transferSignals } from '@veilgrid/protocol/core/money/note';
import { ensure } from '@veilgrid/protocol/errors';
import type { Handler } from '../handler.js';
import { ensureLive } from './assets.js';
import { ensureNoteRoot, ensureNotes } from './notes.js';
import { applyPart, ensureMoneyPart, notesOf, takeFee } from './transfer.js';

export const exchange: Handler<'exchange'> = {
  check(ctx, view, { assetPart, moneyPart }) {
    ensureLive(ctx, view, assetPart.asset, 'assetPart.asset');
    ensureNoteRoot(view, assetPart.noteRoot, 'assetPart.noteRoot');
    ensure(moneyPart.redeemed === 0n, 'FEE_ONLY', { field: 'moneyPart.redeemed' });
    ensureMoneyPart(view, moneyPart, ctx.genesis.transferFee, 'moneyPart.');
    const asset = notesOf(assetPart, 'assetPart.');
    const money = notesOf(moneyPart, 'moneyPart.');
    ensureNotes(ctx, view, {
      spent: { ...asset.spent, ...money.spent },
      made: { ...asset.made, ...money.made },
    });
  },
  apply(ctx, writer, { assetPart, moneyPart }) {
    applyPart(ctx, writer, assetPart);
    applyPart(ctx, writer, moneyPart);
    takeFee(ctx, writer);
  },
  signals(ctx, _view, { assetPart, moneyPart }, context) {
    return [
      transferSignals(assetPart, context, 0n),
      transferSignals(moneyPart, context, ctx.genesis.transferFee),
    ];
  },
};
