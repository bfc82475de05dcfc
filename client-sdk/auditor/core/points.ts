/** The registry of connection points. */
import { isValidKey } from '@veilgrid/protocol/core/crypto/babyjub';
import { DAY_POINTS, nextPointChanges } from '@veilgrid/protocol/core/dayPoints';
import { meterKey, type PointRecord, pointLeaf, tombstone, zoneTariff } from '@veilgrid/protocol/core/points';
import { ensure, fail } from '@veilgrid/protocol/errors';
import { MAX_QTY, MIN_GROUP, MONEY_LANE_BOUND } from '@veilgrid/protocol/params';
import type { CoreBooks, DayPoints } from './books.js';
import { changeLeaf, clearLeaves } from './leaves.js';
import type { Ledger, Rule } from './ledger.js';
import { enterLog } from './log.js';
import { roomOf, rootOf } from './tree.js';

const groupOf = (p: PointRecord) => zoneTariff(p.zone, p.tariffId);

/** What no two live points may share. */
const keysOf = (p: PointRecord) => [`meter ${p.meterAx} ${p.meterAy}`, `A ${p.keyAHash}`, `B ${p.keyBHash}`];

/** Puts a point at its position, with keys that no other live point holds. */
function place(ledger: Ledger, point: PointRecord): void {
  const { books, hasher } = ledger;
  const { leaves, at, holders, history } = books.points;
  ensure(point.position < roomOf(leaves.tree), 'POSITION_OUT_OF_RANGE', { field: 'position' });
  ensure(point.ownerPk !== 0n, 'VALUE_OUT_OF_RANGE', { field: 'ownerPk' });
  ensure(Math.max(point.importCap, point.exportCap) <= MAX_QTY, 'CAPACITY_INVALID');
  ensure(point.dayLimit < MONEY_LANE_BOUND, 'CAPACITY_INVALID', { field: 'dayLimit' });
  ensure(point.open === 0 || point.open === 1, 'VALUE_OUT_OF_RANGE', { field: 'open' });
  ensure(isValidKey(meterKey(point)), 'METER_KEY_INVALID', { field: 'meterAx' });
  ensure(point.keyAHash !== point.keyBHash, 'AGGREGATION_KEY_TAKEN', { field: 'keyBHash' });
  for (const key of keysOf(point)) {
    const code = key.startsWith('meter') ? 'METER_KEY_TAKEN' : 'AGGREGATION_KEY_TAKEN';
    ensure(!holders.has(key), code);
    holders.set(key, point.position);
  }
  joinGroup(books, point);
  at.set(point.position, { point, live: true });
  history.push({ position: point.position, point });
  enterLeaf(ledger, { revoked: 0, leaf: pointLeaf(hasher, point), point });
}

/** The point's leaf, and what the log will say of it. */
function enterLeaf(ledger: Ledger, change: Parameters<typeof nextPointChanges>[1]): void {
  const { points } = ledger.books;
  changeLeaf(ledger, points.leaves, change.point.position, change.leaf);
  points.digest = nextPointChanges(points.digest, change);
}

/** Takes a live point's keys back. */
function release({ points }: CoreBooks, position: number): PointRecord {
  const entry = points.at.get(position);
  if (!entry) throw fail('POSITION_EMPTY', { field: 'position' });
  ensure(entry.live, 'POINT_REVOKED', { field: 'position' });
  for (const key of keysOf(entry.point)) points.holders.delete(key);
  points.groups.get(groupOf(entry.point))!.delete(position);
  return entry.point;
}

/** What an opening would pin of a day, or one has. */
export function wouldPin({ points }: CoreBooks, day: number): DayPoints {
  return points.days.get(day) ?? { root: rootOf(points.leaves.tree), changes: points.history.length };
}

/** Who takes part in a day: those of its first opening, whatever changes before the others. */
export function pointsOfDay(books: CoreBooks, day: number): DayPoints {
  const { points } = books;
  const pinned = wouldPin(books, day);
  if (!points.days.has(day)) {
    points.days.set(day, pinned);
    enterLog(books, DAY_POINTS, { day, ...pinned, digest: points.digest });
  }
  return pinned;
}

/** The points of a zone when the history was so long, of one tariff or of all. */
export function groupAt(
  { points }: CoreBooks,
  { zone, tariffId }: { readonly zone: number; readonly tariffId?: number },
  changes: number,
): PointRecord[] {
  const last = new Map<number, PointRecord | undefined>();
  for (const { position, point } of points.history.slice(0, changes)) last.set(position, point);
  return [...last.values()]
    .filter((p) => p !== undefined)
    .filter((p) => p.zone === zone && (tariffId === undefined || p.tariffId === tariffId));
}

const hidden = (group: readonly PointRecord[]) => group.filter((p) => p.open === 0);

/** What is compared of the days of those who are not open: import caps, and export caps of those who may export. */
const SIDES = [
  (group: readonly PointRecord[]) => hidden(group).map((p) => p.dayImportCap),
  (group: readonly PointRecord[]) =>
    hidden(group)
      .map((p) => p.dayExportCap)
      .filter((cap) => cap > 0),
];

/** Whether no day is above four times the tenth largest. Where there are not ten, there is none. */
export function isEven(group: readonly PointRecord[]): boolean {
  return SIDES.every((side) => {
    const [largest = 0, ...rest] = side(group).toSorted((a, b) => b - a);
    const tenth = rest[MIN_GROUP - 2];
    return tenth === undefined || largest <= 4 * tenth;
  });
}

/** A point joins if ten, itself one of them, have a quarter of its day; or if there are not ten to compare. */
function joinGroup({ points }: CoreBooks, point: PointRecord): void {
  const group = points.groups.get(groupOf(point)) ?? new Map<number, PointRecord>();
  points.groups.set(groupOf(point), group);
  group.set(point.position, point);
  for (const side of SIDES) {
    const [cap = 0] = side([point]);
    let [compared, large] = [0, 0];
    for (const other of group.values()) {
      const caps = side([other]);
      compared += caps.length;
      large += caps.filter((c) => c >= cap / 4).length;
      if (large === MIN_GROUP) break;
    }
    ensure(large >= MIN_GROUP || compared < MIN_GROUP, 'GROUP_UNEVEN');
  }
}

/** A position is used once: nullifiers of a revoked point could come back otherwise. */
export const enrolPoint: Rule<'enrolPoint'> = (ledger, body) => {
  ensure(!ledger.books.points.at.has(body.position), 'POSITION_TAKEN', { field: 'position' });
  place(ledger, body);
};

export const changePoint: Rule<'changePoint'> = (ledger, body) => {
  release(ledger.books, body.position);
  place(ledger, body);
  clearLeaves(ledger, body.position);
};

export const revokePoint: Rule<'revokePoint'> = (ledger, body) => {
  const { books, hasher } = ledger;
  const point = release(books, body.position);
  books.points.at.set(body.position, { point, live: false });
  books.points.history.push({ position: body.position });
  enterLeaf(ledger, { revoked: 1, leaf: tombstone(hasher), point });
  clearLeaves(ledger, body.position);
};
