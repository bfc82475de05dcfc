/**
 * Gives back what a waiting auction's bond cannot be needed for any more: its own members are few, and nobody joins
 * them when its late bills have ended. Relies on opening for the largest bond of a single point and for the rounding
 * of one order. protocol/market.md, releaseBond.
 */
import { Money } from '@veilgrid/protocol/core/ssz';
import { ensure } from '@veilgrid/protocol/errors';
import { roundingOf } from '@veilgrid/protocol/market/bond';
import { sizeIn } from '../core/groups/counts.js';
import { memberCount, requireGroup } from '../core/groups/group.js';
import { publishedWith } from '../core/groups/mergedSet.js';
import type { Handler } from '../core/handler.js';
import { assertConservation, moveBalance, moveSupply } from '../core/money/accounts.js';
import { read, write } from '../core/record.js';
import type { StateContext, StateView } from '../core/view.js';
import { type Auction, lateBillsEnd, marketOf, requireAuction } from './auction.js';
import { keys } from './keys.js';
import { lateBillsOf } from './lateBill.js';
import { ordersOf } from './order.js';

/** What is locked of the supplier's for an auction that is not published. */
export function lockedBond(view: StateView, auction: Auction): bigint {
  return read(view, keys.keptBond(auction.auctionId), Money) ?? auction.bond;
}

/** Rounding counts orders, not members: who bought at the margin may be absent. */
function keptBond(ctx: StateContext, view: StateView, auction: Auction): bigint {
  const id = auction.auctionId;
  const members = BigInt(memberCount(view, id) + lateBillsOf(view, id).count);
  const rounding = BigInt(ordersOf(view, id).count) * roundingOf(marketOf(ctx, view, auction));
  const kept = members * auction.largestBond + rounding;
  return kept < auction.bond ? kept : auction.bond;
}

export const releaseBond: Handler<'releaseBond'> = {
  check(ctx, view, { auctionId }) {
    const auction = requireAuction(view, auctionId);
    ensure(publishedWith(view, auctionId) === undefined, 'ALREADY_PUBLISHED');
    ensure(ctx.time >= lateBillsEnd(ctx, auction) && auction.outcome !== 'open', 'PHASE_WRONG');
    const waits = sizeIn(ctx, view, requireGroup(view, auctionId)) === 'small';
    const locked = lockedBond(view, auction);
    ensure(waits && locked > keptBond(ctx, view, auction), 'BOND_KEPT', { bond: String(locked) });
  },
  apply(ctx, writer, { auctionId }) {
    const auction = requireAuction(writer, auctionId);
    const kept = keptBond(ctx, writer, auction);
    const released = lockedBond(writer, auction) - kept;
    write(writer, keys.keptBond(auctionId), Money, kept);
    moveBalance(writer, 'supplier', released);
    moveSupply(writer, { bonds: -released });
    assertConservation(writer);
  },
};
