/**
 * Fixes the terms of an auction's settlements at one height, so that one inclusion proof carries them all: nobody
 * settles before. The ledger computes them itself; what is named must be the same. protocol/market.md, openSettlement.
 */
import { ensure } from '@veilgrid/protocol/errors';
import { setTerms, termsOf } from '../core/groups/group.js';
import type { Handler } from '../core/handler.js';
import type { StateView } from '../core/view.js';
import { lateBillsEnd, requireAuction } from './auction.js';
import { settleAuction } from './settleAuction.js';

export function ensureTerms(view: StateView, id: bigint): void {
  ensure(termsOf(view, id) !== undefined, 'SETTLEMENT_NOT_OPEN', { field: 'auctionId' });
}

export const openSettlement: Handler<'openSettlement'> = {
  check(ctx, view, body) {
    const id = body.auctionId;
    const auction = requireAuction(view, id);
    const open = ctx.time >= auction.settleFrom && ctx.time < lateBillsEnd(ctx, auction);
    ensure(open && auction.outcome !== 'open', 'SETTLEMENT_NOT_OPEN');
    ensure(termsOf(view, id) === undefined, 'TERMS_EXIST', { field: 'auctionId' });
    const { terms } = settleAuction(ctx, view, id);
    ensure(body.terms === terms, 'TERMS_MISMATCH', { field: 'terms' });
  },
  apply(_ctx, writer, body) {
    setTerms(writer, body.auctionId, body.terms);
  },
};
