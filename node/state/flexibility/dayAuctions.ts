/**
 * The market's auctions of a day in zones: where homes of an area settle it. Relies on the market to put a group for
 * each, listed under its zone and day. docs/protocol/flexibility.md "Objects".
 */
import { groupsOf } from '../core/groups/group.js';
import type { StateView } from '../core/view.js';
import { type Auction, getAuction } from '../market/auction.js';

/** In order of tariff. */
function auctionsOfZone(view: StateView, zone: number, day: number): Auction[] {
  return groupsOf(view, zone, day)
    .flatMap((id) => getAuction(view, id) ?? [])
    .sort((a, b) => a.tariffId - b.tariffId);
}

/** By zone, then tariff. @param zones ascending */
export function auctionsOf(view: StateView, zones: readonly number[], day: number): Auction[] {
  return zones.flatMap((zone) => auctionsOfZone(view, zone, day));
}

/** Before its settleEnd, so that its homes could settle. */
export function endedInTime({ outcome, endedAt, settleEnd }: Auction): boolean {
  return outcome !== 'open' && endedAt < settleEnd;
}
