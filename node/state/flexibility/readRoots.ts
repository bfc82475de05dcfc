/**
 * The roots under which a delivery opens the days of its baseline: one over all readings of a day in the area's zones, so
 * that nobody learns whose zone, tariff or place it was. Relies on openNeed for no more chunks than there is room for,
 * and on openAuction to open none of a day that has begun: then those of a listed day are all there when the need
 * opens. docs/protocol/flexibility.md "Readings".
 */
import { readRootOf } from '@veilgrid/protocol/flexibility/readRoot';
import { chunkRoots } from '../core/readings/tree.js';
import type { StateContext, StateView } from '../core/view.js';
import { requireArea } from './areas.js';
import { auctionsOf } from './dayAuctions.js';
import type { Need } from './need.js';

/** What of a need names them. */
type Read = Pick<Need, 'auctions' | 'days'> & { readonly need: Pick<Need['need'], 'areaId'> };

export interface ReadRoots {
  readonly readRoot: bigint;
  /** Of the listed days, latest first. */
  readonly readRoots: readonly bigint[];
}

export function readRootsOf(ctx: StateContext, view: StateView, { need, auctions, days }: Read): ReadRoots {
  const rootOver = (ids: readonly bigint[]) =>
    readRootOf(
      ctx.hasher,
      ctx.genesis.params,
      ids.flatMap((id) => chunkRoots(ctx, view, id)),
    );
  const { zones } = requireArea(view, need.areaId);
  const listed = (day: number) => auctionsOf(view, zones, day).map(({ auctionId }) => auctionId);
  return {
    readRoot: rootOver(auctions),
    readRoots: days.map((day) => rootOver(listed(day))),
  };
}
