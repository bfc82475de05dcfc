/**
 * What is public of metered days, as a follower sees it in final blocks: assets, totals, and of each day its zones'
 * points and sets. Modules put the sets. A day is kept so long that a late total can still be judged; of an older one
 * nothing is known. docs/protocol/core/measures.md "Nested rule".
 */
import { dayOf } from '@veilgrid/protocol/core/days';
import { hasMeter, type NetworkAssetBody } from '@veilgrid/protocol/core/measures/asset';
import { ACT_WITHDRAW, type MeasuredBody } from '@veilgrid/protocol/core/measures/measured';
import { bigint, bytes, count } from '@veilgrid/protocol/core/wire';
import { z } from 'zod';
import { type FollowedPoints, pointAt } from '../sets/followedPoints.js';

/** Days for which sets, points and totals are kept. */
export const KEPT_DAYS = 400;

const FollowedAsset = z.object({
  fromDay: count,
  parent: count,
  customers: count,
  zones: z.array(count),
  /** VA */
  ratingImport: bigint,
  ratingExport: bigint,
  metered: z.boolean(),
  meterKey: bytes,
  meterOwner: count,
});
export type FollowedAsset = z.output<typeof FollowedAsset>;

const ZonePoints = z.object({ points: count, open: count });
export type ZonePoints = z.output<typeof ZonePoints>;

const DaySet = z.object({
  zone: count,
  day: count,
  freezes: bigint,
  settled: count,
  /** Both roles have opened its figures, and every proof of its members holds. */
  opened: z.boolean(),
  /** Nobody else's figures are in them. */
  alone: z.boolean(),
});
export type DaySet = z.output<typeof DaySet>;

export const followedMeasureFields = {
  /** Versions by asset. */
  assets: z.record(z.string(), z.array(FollowedAsset)),
  /** By day that something pinned, and zone. */
  dayPoints: z.record(z.string(), z.record(z.string(), ZonePoints)),
  /** By the decimal text of their ids. */
  daySets: z.record(z.string(), DaySet),
  /** Assets whose total was posted, withdrawn or not, by day. */
  totals: z.record(z.string(), z.array(count)),
};
const Stored = z.object(followedMeasureFields);
export type FollowedMeasures = z.output<typeof Stored>;

export const noMeasures = (): FollowedMeasures => ({ assets: {}, dayPoints: {}, daySets: {}, totals: {} });

export function followAsset({ assets }: FollowedMeasures, body: NetworkAssetBody): void {
  const { assetId, fromDay, parent, customers, zones, ratingImport, ratingExport, meterKey, meterOwner } =
    body;
  const said = { fromDay, parent, customers, zones: [...zones], ratingImport, ratingExport };
  const version = { ...said, metered: hasMeter(body), meterKey, meterOwner };
  assets[assetId] = [...(assets[assetId] ?? []), version];
}

export function followTotal({ totals }: FollowedMeasures, { assetId, day, act }: MeasuredBody): void {
  if (act === ACT_WITHDRAW) return;
  totals[day] = [...new Set([...(totals[day] ?? []), assetId])];
}

/**
 * A set of a zone and day that has just been put, after its points were pinned.
 * @param time of its block, Unix seconds
 */
export function followDaySet(
  book: FollowedMeasures & FollowedPoints,
  id: bigint,
  { zone, day, freezes }: Pick<DaySet, 'zone' | 'day' | 'freezes'>,
  time: bigint,
): void {
  dropDays(book, firstKept(time));
  book.dayPoints[day] ??= pointsByZone(book, book.pins[day]);
  book.daySets[String(id)] = { zone, day, freezes, settled: 0, opened: false, alone: false };
}

export function followDayMember({ daySets }: FollowedMeasures, id: bigint): void {
  const set = daySets[String(id)];
  if (set) set.settled += 1;
}

/** @param ids of all groups whose figures open as one */
export function followDayOpening({ daySets }: FollowedMeasures, ids: readonly bigint[]): void {
  const sets = ids.flatMap((id) => daySets[String(id)] ?? []);
  // Of one that is not kept nobody can say whether somebody is in it.
  const known = sets.length === ids.length;
  for (const set of sets) {
    set.opened = true;
    set.alone = known && sets.every((other) => other === set || other.settled === 0);
  }
}

/** Days before it are kept no more. */
export const firstKept = (time: bigint): number => dayOf(time) - KEPT_DAYS;

function dropDays({ dayPoints, daySets, totals }: FollowedMeasures, first: number): void {
  for (const day of Object.keys(dayPoints)) if (Number(day) < first) delete dayPoints[day];
  for (const day of Object.keys(totals)) if (Number(day) < first) delete totals[day];
  for (const [id, { day }] of Object.entries(daySets)) if (day < first) delete daySets[id];
}

/** Live points after so many changes, or as they stand. */
export function pointsByZone(book: FollowedPoints, changes = book.changes): Record<string, ZonePoints> {
  const zones: Record<string, ZonePoints> = {};
  for (const position of Object.keys(book.points)) {
    const point = pointAt(book, Number(position), changes);
    if (!point) continue;
    const zone = Number(BigInt.asUintN(32, point.series));
    const { points, open } = zones[zone] ?? { points: 0, open: 0 };
    zones[zone] = { points: points + 1, open: open + point.open };
  }
  return zones;
}
