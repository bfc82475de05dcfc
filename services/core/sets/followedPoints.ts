/**
 * Points as a follower sees them in final blocks: every record that something pinned may still ask for, and to which
 * state of them each day and each group is pinned. protocol/core.md "A day's points".
 */
import { type PointRecord, zoneTariff } from '@veilgrid/protocol/core/points';
import { bigint, bytes, count, element } from '@veilgrid/protocol/core/wire';
import { fail } from '@veilgrid/protocol/errors';
import { SECONDS_PER_DAY } from '@veilgrid/protocol/params';
import { z } from 'zod';
import { impossible } from '../follower/watch.js';

const PointVersion = z.object({
  change: count,
  live: z.boolean(),
  keyAHash: element,
  keyBHash: element,
  ownerSigPk: bytes,
  /** `zoneTariff` */
  series: element,
  /** Wh */
  dayImportCap: count,
  dayExportCap: count,
  open: count,
});
export type PointVersion = z.output<typeof PointVersion>;

/** What is followed of a point. */
type FollowedPoint = Pick<
  PointRecord,
  'keyAHash' | 'keyBHash' | 'ownerSigPk' | 'zone' | 'tariffId' | 'dayImportCap' | 'dayExportCap' | 'open'
>;

const PinnedGroup = z.object({
  series: element,
  /** Of these changes of points its members are pinned to. */
  changes: count,
  /** When its last bill can come, Unix seconds. */
  until: bigint,
});
export type PinnedGroup = z.output<typeof PinnedGroup>;

const PinnedLeaves = z.object({
  /** Of these changes of points the leaves speak: a change of a point takes out its leaf. */
  changes: count,
  positions: z.array(count),
});
export type PinnedLeaves = z.output<typeof PinnedLeaves>;

export const followedPointFields = {
  /** By position. */
  points: z.record(z.string(), z.array(PointVersion)),
  changes: count,
  /** By day that had not begun when another was opened: the changes that its first opening found. */
  pins: z.record(z.string(), count),
  /** By the decimal text of their ids, while bills of them may come, published or not. */
  pinned: z.record(z.string(), PinnedGroup),
  /** By position: leaves of the register of flexible points, as they stand. */
  leaves: z.record(z.string(), element),
  /** By day that had not begun when a need of it was opened: what its first opening found of the register. */
  leafPins: z.record(z.string(), PinnedLeaves),
};
const Stored = z.object(followedPointFields);
export type FollowedPoints = z.output<typeof Stored>;

export const noPoints = (): FollowedPoints => ({
  points: {},
  changes: 0,
  pins: {},
  pinned: {},
  leaves: {},
  leafPins: {},
});

export function followPoint(book: FollowedPoints, position: number, point: FollowedPoint): void {
  const { keyAHash, keyBHash, ownerSigPk, zone, tariffId, dayImportCap, dayExportCap, open } = point;
  const of = { keyAHash, keyBHash, ownerSigPk, dayImportCap, dayExportCap, open };
  pushVersion(book, position, { live: true, series: zoneTariff(zone, tariffId), ...of });
}

export function followRevocation(book: FollowedPoints, position: number): void {
  const last = book.points[position]?.at(-1);
  if (!last) throw impossible('a revocation of no point');
  pushVersion(book, position, { ...last, live: false });
}

function pushVersion(book: FollowedPoints, position: number, version: Omit<PointVersion, 'change'>): void {
  const versions = book.points[position] ?? [];
  book.points[position] = versions;
  versions.push({ ...version, change: book.changes });
  book.changes += 1;
  delete book.leaves[position];
}

/** @param leaf 0 takes it out */
export function followLeaf({ leaves }: FollowedPoints, position: number, leaf: bigint): void {
  if (leaf === 0n) delete leaves[position];
  else leaves[position] = leaf;
}

/**
 * The register of a day, as its first need found it. What time has passed is dropped.
 * @param time of the block, Unix seconds
 */
export function followLeafPin(book: FollowedPoints, day: number, time: bigint): PinnedLeaves {
  const { leafPins, leaves, changes } = book;
  for (const each of Object.keys(leafPins)) if (hasBegun(Number(each), time)) delete leafPins[each];
  const pin = leafPins[day] ?? { changes, positions: Object.keys(leaves).map(Number) };
  leafPins[day] = pin;
  return pin;
}

const versionAt = (versions: readonly PointVersion[] | undefined, changes: number) =>
  versions?.findLast(({ change }) => change < changes);

/** The point's record after so many changes, if it was live. */
export function pointAt({ points }: FollowedPoints, position: number, changes: number) {
  const version = versionAt(points[position], changes);
  return version?.live ? version : undefined;
}

/** Who could take part in a group, by position: the live points of its series, as they stood at its pin. */
export function pinnedPoints(
  book: FollowedPoints,
  { series, changes }: Pick<PinnedGroup, 'series' | 'changes'>,
): Map<number, PointVersion> {
  const points = Object.keys(book.points).flatMap((text): [number, PointVersion][] => {
    const position = Number(text);
    const point = pointAt(book, position, changes);
    return point?.series === series ? [[position, point]] : [];
  });
  return new Map(points);
}

/** @throws ProtocolError AUCTION_UNKNOWN, long after its last bill too */
export function pinnedGroup({ pinned }: FollowedPoints, id: bigint): PinnedGroup {
  const group = pinned[String(id)];
  if (!group) throw fail('AUCTION_UNKNOWN', { field: 'auctionId' });
  return group;
}

/**
 * Pins a group as the first opening of its day did. What time has passed is dropped: nothing is opened for a day that
 * has begun, nor billed of a group whose time for it is over.
 * @param time of its block, Unix seconds
 */
export function followPin(
  book: FollowedPoints,
  id: bigint,
  { series, day, until }: { readonly series: bigint; readonly day: number; readonly until: bigint },
  time: bigint,
): PinnedGroup {
  for (const each of Object.keys(book.pins)) if (hasBegun(Number(each), time)) delete book.pins[each];
  for (const [each, group] of Object.entries(book.pinned)) if (time >= group.until) delete book.pinned[each];
  const changes = book.pins[day] ?? book.changes;
  book.pins[day] = changes;
  const group = { series, changes, until };
  book.pinned[String(id)] = group;
  return group;
}

export const hasBegun = (day: number, time: bigint): boolean => time >= BigInt(day * SECONDS_PER_DAY);

/**
 * Records that nothing pinned, nor anything pinned from now on, can ask for; they stay so.
 * @param also changes that something besides is pinned to
 */
export function unaskedVersions(book: FollowedPoints, also: readonly number[] = []): Set<PointVersion> {
  const groups = Object.values(book.pinned).map(({ changes }) => changes);
  const leaves = Object.values(book.leafPins).map(({ changes }) => changes);
  const pins = [...new Set([...also, ...groups, ...leaves, ...Object.values(book.pins)])];
  const unasked = Object.values(book.points).flatMap((versions) => {
    const last = versions.at(-1)!;
    const asked = new Set(pins.map((n) => versionAt(versions, n)));
    const rest = versions.filter((version) => version !== last && !asked.has(version));
    // What ended a point is asked for as long as what it ended.
    return last.live || rest.length + 1 < versions.length ? rest : versions;
  });
  return new Set(unasked);
}

export function dropVersions({ points }: FollowedPoints, gone: ReadonlySet<PointVersion>): void {
  if (gone.size === 0) return;
  for (const [position, versions] of Object.entries(points)) {
    const kept = versions.filter((version) => !gone.has(version));
    if (kept.length === 0) delete points[position];
    else points[position] = kept;
  }
}
