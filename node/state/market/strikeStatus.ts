/**
 * Listed points whose memo did not open to a valid signature, as the regulator has seen off the ledger: they may
 * settle by either reading. Relies on regulator and statistician both having signed. protocol/market.md, strikeStatus.
 */
import { ensure } from '@veilgrid/protocol/errors';
import type { Handler } from '../core/handler.js';
import { has, mark } from '../core/record.js';
import { lateBillsEnd, requireAuction } from './auction.js';
import { keys } from './keys.js';

export const strikeStatus: Handler<'strikeStatus'> = {
  check(ctx, view, { auctionId, tags }) {
    const auction = requireAuction(view, auctionId);
    ensure(ctx.time >= auction.settleFrom && ctx.time < lateBillsEnd(ctx, auction), 'PHASE_WRONG');
    tags.forEach((tag, i) => {
      ensure(has(view, keys.statusTag(auctionId, tag)), 'STATUS_NOT_LISTED', { field: `tags.${i}` });
    });
  },
  apply(_ctx, writer, { auctionId, tags }) {
    for (const tag of tags) mark(writer, keys.struckTag(auctionId, tag));
  },
};
