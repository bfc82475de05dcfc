/**
 * Room of an area's readings under one root: a need whose homes do not fit could not be delivered. Relies on an auction's
 * points at its pin for how many can settle in it. docs/protocol/flexibility.md "Readings".
 */
import { capacity } from '@veilgrid/protocol/core/crypto/tree';
import { ensure } from '@veilgrid/protocol/errors';
import { chunksMost } from '@veilgrid/protocol/flexibility/readRoot';
import { pointsAt } from '../core/points/group.js';
import { chunkRoots } from '../core/readings/tree.js';
import type { StateContext, StateView } from '../core/view.js';
import type { Auction } from '../market/auction.js';
import { auctionsOf } from './dayAuctions.js';

type Count = (auction: Auction) => number;

/**
 * @param auctions the need's @param list its baseline's days
 * @throws ProtocolError AREA_TOO_LARGE
 */
export function ensureRoom(
  ctx: StateContext,
  view: StateView,
  zones: readonly number[],
  auctions: readonly Auction[],
  list: readonly number[],
): void {
  const { params } = ctx.genesis;
  const fit = (of: readonly Auction[], count: Count) => {
    const chunks = of.reduce((sum, auction) => sum + count(auction), 0);
    ensure(chunks <= chunksMost(params), 'AREA_TOO_LARGE', { field: 'areaId', chunks });
  };
  const size = capacity(params.chunkDepth);
  fit(auctions, (auction) => Math.ceil(pointsAt(view, auction, auction.pointChanges).length / size));
  for (const day of list) {
    fit(auctionsOf(view, zones, day), ({ auctionId }) => chunkRoots(ctx, view, auctionId).length);
  }
}
