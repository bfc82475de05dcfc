/**
 * The nested rule on what was followed: what is refused by a node has been seen by it, so the DSO asks before it sends.
 * Whatever is not known is refused. docs/protocol/core/measures.md "Nested rule".
 */
import { isOver } from '@veilgrid/protocol/core/days';
import {
  type Asset,
  type MeasuredDay,
  measureReveals,
  partOf,
  type ZoneDay,
} from '@veilgrid/protocol/core/measures/nestedRule';
import { ensure, fail } from '@veilgrid/protocol/errors';
import { MIN_GROUP } from '@veilgrid/protocol/params';
import type { FollowedPoints } from '../sets/followedPoints.js';
import {
  type FollowedAsset,
  type FollowedMeasures,
  firstKept,
  pointsByZone,
  type ZonePoints,
} from './followedMeasures.js';

export type MeasureBook = FollowedMeasures & FollowedPoints;

/** What is followed, and up to when. */
export interface Followed {
  readonly book: MeasureBook;
  /** Of the newest final header, Unix seconds. */
  readonly time: bigint;
}

const NO_POINTS: ZonePoints = { points: 0, open: 0 };

/** @throws ProtocolError SET_UNVERIFIED where no final block has announced it for the day */
export function assetOn({ assets }: FollowedMeasures, assetId: number, day: number): FollowedAsset {
  const asset = assets[assetId]?.findLast(({ fromDay }) => fromDay <= day);
  if (!asset) throw fail('SET_UNVERIFIED', { field: 'assetId', reason: 'not an asset of the day' });
  return asset;
}

/** All assets as they stood on a day. */
function assetsOn({ assets }: FollowedMeasures, day: number): Map<number, FollowedAsset & Asset> {
  const found = new Map<number, FollowedAsset & { children: number[] }>();
  for (const [id, versions] of Object.entries(assets)) {
    const asset = versions.findLast(({ fromDay }) => fromDay <= day);
    if (asset) found.set(Number(id), { ...asset, children: [] });
  }
  for (const [id, { parent }] of found) found.get(parent)?.children.push(id);
  return found;
}

/** A day that is over, and not so long ago that it is forgotten. @throws ProtocolError SET_UNVERIFIED */
function ensureKnown({ time }: Followed, day: number): void {
  ensure(isOver(day, time), 'SET_UNVERIFIED', { field: 'day', reason: 'the day is not over' });
  ensure(day >= firstKept(time), 'SET_UNVERIFIED', { field: 'day', reason: 'too long ago' });
}

/** @throws ProtocolError SET_UNVERIFIED while the zone's figures of the day may still open */
function zoneOn({ book, time }: Followed, zone: number, day: number): ZoneDay {
  const sets = Object.values(book.daySets).filter((set) => set.zone === zone && set.day === day);
  const members = sets.filter(({ settled }) => settled > 0);
  const open = sets.every(({ freezes }) => freezes <= time) && members.every(({ opened }) => opened);
  ensure(open, 'SET_UNVERIFIED', { field: 'day', zone, reason: 'its sets are not open' });
  const points = (book.dayPoints[day] ?? pointsByZone(book))[zone] ?? NO_POINTS;
  return {
    ...points,
    settled: members.reduce((sum, { settled }) => sum + settled, 0),
    alone: members.every(({ alone }) => alone),
  };
}

const zonesBelow = (assets: ReadonlyMap<number, Asset>, id: number): number[] => {
  const { zones, children } = assets.get(id)!;
  return [...zones, ...children.flatMap((child) => zonesBelow(assets, child))];
};

/** The nearest one above that is measured, else itself: nothing beyond it is divided. */
function topOf(assets: ReadonlyMap<number, Asset>, measured: ReadonlySet<number>, assetId: number): number {
  for (let id = assets.get(assetId)!.parent; id !== 0; id = assets.get(id)!.parent)
    if (measured.has(id)) return id;
  return assetId;
}

/**
 * @param shown assets whose total of the day was sent to a node, whether or not it stands in a block
 * @throws ProtocolError SET_UNVERIFIED where the day's total would show a part of fewer than ten, or nobody can say
 */
export function ensureHides(
  followed: Followed,
  assetId: number,
  day: number,
  shown: readonly number[],
): void {
  const { book } = followed;
  assetOn(book, assetId, day);
  ensureKnown(followed, day);
  const assets = assetsOn(book, day);
  const measured = new Set([...(book.totals[day] ?? []), ...shown]);
  const below = zonesBelow(assets, topOf(assets, measured, assetId));
  const zones = new Map(below.map((zone) => [zone, zoneOn(followed, zone, day)]));
  const state: MeasuredDay = { assets, zones, measured, others: [] };
  const revealed = measureReveals(state, assetId);
  ensure(revealed === undefined, 'SET_UNVERIFIED', {
    field: 'assetId',
    assetId: revealed,
    reason: 'would show fewer than ten',
  });
}

/**
 * The same of a quarter's peak, on its first and last day and on every one on which a version begins: customers that a
 * later version adds hide none of the days before.
 * @param quarter days from, up to and without to
 * @throws ProtocolError SET_UNVERIFIED
 */
export function ensurePeakHides(
  followed: Followed,
  assetId: number,
  { from, to }: { readonly from: number; readonly to: number },
): void {
  const { book } = followed;
  assetOn(book, assetId, to - 1);
  ensureKnown(followed, from);
  ensureKnown(followed, to - 1);
  const begin = Object.values(book.assets)
    .flat()
    .map(({ fromDay }) => fromDay)
    .filter((day) => day > from && day < to);
  for (const day of new Set([from, ...begin, to - 1])) ensurePartHides(book, assetId, day);
}

function ensurePartHides(book: MeasureBook, assetId: number, day: number): void {
  const assets = assetsOn(book, day);
  if (!assets.get(assetId)?.metered) return;
  const measured = new Set(
    [...assets].filter(([id, { metered }]) => metered && id !== assetId).map(([id]) => id),
  );
  const points = book.dayPoints[day] ?? pointsByZone(book);
  const zones = new Map(
    zonesBelow(assets, assetId).map((zone) => [
      zone,
      { ...(points[zone] ?? NO_POINTS), settled: 0, alone: true },
    ]),
  );
  const { customers, open } = partOf({ assets, zones, measured, others: [] }, assetId);
  ensure(customers - open >= MIN_GROUP, 'SET_UNVERIFIED', {
    field: 'assetId',
    assetId,
    reason: 'would show fewer than ten',
  });
}
