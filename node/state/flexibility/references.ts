/**
 * References of a need: zones that nobody calls, whose own sets say what a day was like. Checked at every opening of a
 * day, both ways, so that no call of a later need spoils a comparison. docs/protocol/flexibility.md "Baseline".
 */
import { ensure, fail } from '@veilgrid/protocol/errors';
import type { NeedTerms, Reference } from '@veilgrid/protocol/flexibility/need';
import { auctionIdOf } from '@veilgrid/protocol/market/auction';
import { has, mark } from '../core/record.js';
import type { StateContext, StateView, StateWriter } from '../core/view.js';
import { type Auction, getAuction } from '../market/auction.js';
import { requireArea } from './areas.js';
import { keys } from './keys.js';

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
  const { day, refs } = need;
  const { zones } = requireArea(view, need.areaId);
  valid(!zones.some((zone) => has(view, keys.comparedZone(day, zone))), 'areaId');
  return refs.map((ref, i) => {
    const { zone, tariffId } = ref;
    const first = refs.findIndex((other) => other.zone === zone && other.tariffId === tariffId);
    const apart = !zones.includes(zone) && !has(view, keys.calledZone(day, zone));
    const auction = getAuction(view, referenceId(ctx, ref, day));
    if (first !== i || !apart || !auction) throw fail('REFERENCE_INVALID', { field: `refs.${i}` });
    return auction;
  });
}

/** For the openings of the day that follow: where this need may call, and what it compares with. */
export function keepZones(writer: StateWriter, { areaId, day, refs }: NeedTerms): void {
  for (const zone of requireArea(writer, areaId).zones) mark(writer, keys.calledZone(day, zone));
  for (const { zone } of refs) mark(writer, keys.comparedZone(day, zone));
}
