/**
 * References of a need: zones that nobody calls, whose own sets say what a day was like. Checked at every opening of a
 * day, both ways, so that no call of a later need spoils a comparison. docs/protocol/flexibility.md "Baseline".
 */
import { ensure } from '@veilgrid/protocol/errors';
import type { NeedTerms, Reference } from '@veilgrid/protocol/flexibility/need';
import { auctionIdOf } from '@veilgrid/protocol/market/auction';
import type { StateContext, StateView } from '../core/view.js';
import { type Auction, getAuction } from '../market/auction.js';
import { requireArea } from './areas.js';
import { needsOf, requireNeed } from './need.js';

/** A reference's auction of a day, where there is one. */
export function referenceId({ hasher, genesis }: StateContext, ref: Reference, day: number): bigint {
  return auctionIdOf(hasher, genesis.chainId, { ...ref, day });
}

/**
 * @returns the references' auctions of the need's day
 * @throws ProtocolError REFERENCE_INVALID
 */
export function checkReferences(ctx: StateContext, view: StateView, need: NeedTerms): Auction[] {
  const valid = (ok: boolean, field: string) => ensure(ok, 'REFERENCE_INVALID', { field });
  const others = needsOf(view, need.day).map((id) => requireNeed(ctx, view, id).need);
  const called = new Set([need, ...others].flatMap(({ areaId }) => requireArea(view, areaId).zones));
  const { zones } = requireArea(view, need.areaId);
  valid(!others.some(({ refs }) => refs.some(({ zone }) => zones.includes(zone))), 'areaId');
  return need.refs.map((ref, i) => {
    const { zone, tariffId } = ref;
    const first = need.refs.findIndex((other) => other.zone === zone && other.tariffId === tariffId);
    const auction = getAuction(view, referenceId(ctx, ref, need.day));
    const usable = first === i && !called.has(zone);
    valid(usable && auction !== undefined, `refs.${i}`);
    return auction!;
  });
}
