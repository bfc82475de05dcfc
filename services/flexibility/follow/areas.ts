/** Areas, and the auctions of their days, as final blocks have them: when all that a need is measured by is final. */
import { bigint, count } from '@veilgrid/protocol/core/wire';
import { fail } from '@veilgrid/protocol/errors';
import type { Bodies } from '@veilgrid/protocol/kinds';
import { z } from 'zod';
import { impossible } from '../../core/follower/watch.js';
import { hasBegun } from '../../core/sets/followedPoints.js';

const FollowedArea = z.object({ places: z.array(count), zones: z.array(count) });
type FollowedArea = z.output<typeof FollowedArea>;

const AuctionDay = z.object({
  zone: count,
  tariffId: count,
  day: count,
  settleEnd: bigint,
  publish: bigint,
  /** Of the block that closed it or made it void. */
  endedAt: bigint.optional(),
});
export type AuctionDay = z.output<typeof AuctionDay>;

export const areaFields = {
  areas: z.record(z.string(), FollowedArea),
  /** By the decimal text of their ids. */
  auctionDays: z.record(z.string(), AuctionDay),
};
const Stored = z.object(areaFields);
export type FollowedAreas = z.output<typeof Stored>;

export const noAreas = (): FollowedAreas => ({ areas: {}, auctionDays: {} });

/** Days after which nobody asks for an auction's times any more, but a need that names it. */
const KEPT_DAYS = 120;

/** @throws ProtocolError AREA_UNKNOWN */
export function followedArea({ areas }: FollowedAreas, areaId: number): FollowedArea {
  const area = areas[areaId];
  if (!area) throw fail('AREA_UNKNOWN', { field: 'areaId' });
  return area;
}

export function followArea({ areas }: FollowedAreas, { areaId, places, zones }: Bodies['publishArea']): void {
  if (areas[areaId]) throw impossible('an area published twice');
  areas[areaId] = { places: [...places], zones: [...zones] };
}

/**
 * @param time of its block, Unix seconds
 * @param named auctions of needs that are followed still: their deliveries may come however late the buyer has set it
 */
export function followAuctionDay(
  { auctionDays }: FollowedAreas,
  id: bigint,
  body: Bodies['openAuction'],
  time: bigint,
  named: ReadonlySet<string> = new Set(),
): void {
  for (const [old, { day }] of Object.entries(auctionDays))
    if (hasBegun(day + KEPT_DAYS, time) && !named.has(old)) delete auctionDays[old];
  const { zone, tariffId, day, settleEnd, publish } = body;
  auctionDays[String(id)] = { zone, tariffId, day, settleEnd, publish };
}

/** Of whichever module's book. */
export function followAuctionEnd({ auctionDays }: FollowedAreas, id: bigint, time: bigint): void {
  const auction = auctionDays[String(id)];
  if (auction) auction.endedAt = time;
}

/** Those of a day in an area's zones that are there, by zone, then tariff. */
export function auctionsOfArea(
  book: FollowedAreas,
  areaId: number,
  day: number,
): { readonly id: bigint; readonly auction: AuctionDay }[] {
  const { zones } = followedArea(book, areaId);
  return Object.entries(book.auctionDays)
    .filter(([, auction]) => auction.day === day && zones.includes(auction.zone))
    .map(([text, auction]) => ({ id: BigInt(text), auction }))
    .sort((a, b) => a.auction.zone - b.auction.zone || a.auction.tariffId - b.auction.tariffId);
}
