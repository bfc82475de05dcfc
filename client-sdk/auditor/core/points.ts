/** The registry of connection points. */
import { isValidKey } from '@veilgrid/protocol/core/crypto/babyjub';
import { meterKey, type PointRecord, pointLeaf, tombstone } from '@veilgrid/protocol/core/points';
import { ensure, fail } from '@veilgrid/protocol/errors';
import { MAX_QTY, MONEY_LANE_BOUND } from '@veilgrid/protocol/params';
import type { CoreBooks } from './books.js';
import type { Ledger, Rule } from './ledger.js';
import { putLeaf, roomOf } from './tree.js';

/** What no two live points may share. */
const keysOf = (p: PointRecord) => [`meter ${p.meterAx} ${p.meterAy}`, `A ${p.keyAHash}`, `B ${p.keyBHash}`];

/** Puts a point at its position, with keys that no other live point holds. */
function place({ books, hasher }: Ledger, point: PointRecord): void {
  const { tree, at, holders } = books.points;
  ensure(point.position < roomOf(tree), 'POSITION_OUT_OF_RANGE', { field: 'position' });
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
  at.set(point.position, { point, live: true });
  putLeaf(hasher, tree, point.position, pointLeaf(hasher, point));
}

/** Takes a live point's keys back. */
function release({ points }: CoreBooks, position: number): PointRecord {
  const entry = points.at.get(position);
  if (!entry) throw fail('POSITION_EMPTY', { field: 'position' });
  ensure(entry.live, 'POINT_REVOKED', { field: 'position' });
  for (const key of keysOf(entry.point)) points.holders.delete(key);
  return entry.point;
}

/** Live points of a zone and tariff. */
export function livePoints({ points }: CoreBooks, zone: number, tariffId: number): PointRecord[] {
  const entries = [...points.at.values()].filter((entry) => entry.live);
  return entries.map(({ point }) => point).filter((p) => p.zone === zone && p.tariffId === tariffId);
}

/** A position is used once: nullifiers of a revoked point could come back otherwise. */
export const enrolPoint: Rule<'enrolPoint'> = (ledger, body) => {
  ensure(!ledger.books.points.at.has(body.position), 'POSITION_TAKEN', { field: 'position' });
  place(ledger, body);
};

export const changePoint: Rule<'changePoint'> = (ledger, body) => {
  release(ledger.books, body.position);
  place(ledger, body);
};

export const revokePoint: Rule<'revokePoint'> = ({ books, hasher }, body) => {
  const point = release(books, body.position);
  books.points.at.set(body.position, { point, live: false });
  putLeaf(hasher, books.points.tree, body.position, tombstone(hasher));
};
