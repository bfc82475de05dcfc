/**
 * The regulator's share becomes public, and clearing can begin, of the book that the release names. Relies on
 * openAuction for a share in the subgroup whose scalar the regulator knows, and on order for a list that is final
 * from the gate on. protocol/market.md, releaseShare.
 */
import { equal, mulBase, SUBGROUP_ORDER } from '@veilgrid/protocol/core/crypto/babyjub';
import { ensure } from '@veilgrid/protocol/errors';
import type { Handler } from '../core/handler.js';
import { ensureOpen, requireAuction, setPhase } from './auction.js';
import { orderList } from './order.js';

/** The regulator's half of the key, after the gate: from now on the operator can open the orders. */
export const releaseShare: Handler<'releaseShare'> = {
  check(ctx, view, body) {
    const auction = requireAuction(view, body.auctionId);
    ensureOpen(auction);
    ensure(auction.releasedScalar === undefined, 'SHARE_ALREADY_RELEASED');
    ensure(ctx.time >= auction.gate && ctx.time < auction.release, 'PHASE_WRONG');
    ensure(body.scalar > 0n && body.scalar < SUBGROUP_ORDER, 'VALUE_OUT_OF_RANGE', { field: 'scalar' });
    const share = { x: auction.regulatorX, y: auction.regulatorY };
    ensure(equal(mulBase(body.scalar), share), 'SHARE_MISMATCH', { field: 'scalar' });
    // The regulator signs the book it has recomputed: a release for another one opens nothing here.
    const { count, current } = orderList(ctx, view, body.auctionId);
    ensure(body.count === count, 'BOOK_DIFFERS', { field: 'count' });
    ensure(body.fold === current, 'BOOK_DIFFERS', { field: 'fold' });
  },
  apply(_ctx, writer, body) {
    setPhase(writer, body.auctionId, 'open', body.scalar);
  },
};
