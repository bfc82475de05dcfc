/**
 * The registry of connection points. Order and settle rely on what is
 * checked here: ranges, a meter key in the subgroup, keys that no other live point has, a position used once.
 * Relies on the signatures for what hashes hide: A and B sign when they have seen their key, and that it is not the
 * other's. protocol/core.md "Connection point", enrolPoint.
 */
import { isValidKey } from '@veilgrid/protocol/core/crypto/babyjub';
import { meterKey, PointRecord, pointLeaf, tombstone } from '@veilgrid/protocol/core/points';
import { container, type Infer, U8, U32 } from '@veilgrid/protocol/core/ssz';
import { ensure, fail } from '@veilgrid/protocol/errors';
import { MAX_QTY, MONEY_LANE_BOUND } from '@veilgrid/protocol/params';
import type { Handler } from '../handler.js';
import { keys } from '../keys.js';
import { checkPosition } from '../leaves/book.js';
import { clearLeaves } from '../leaves/putLeaf.js';
import { mustRead, page, read, readCount, write } from '../record.js';
import type { StateContext, StateView, StateWriter } from '../view.js';
import { appendPointChange } from './changes.js';
import { beginSlot, endSlot, ensureEven } from './group.js';
import { pointBook, putPointLeaf } from './tree.js';

const Entry = container({
  /** Order of enrolment. */
  index: U32,
  /** Place in the list of its zone and tariff. */
  slot: U32,
  revoked: U8,
  point: PointRecord,
});
type Entry = Infer<typeof Entry>;

export interface EnrolledPoint extends PointRecord {
  readonly index: number;
  readonly revoked: boolean;
}

export function getPoint(view: StateView, position: number): EnrolledPoint | undefined {
  const entry = read(view, keys.point(position), Entry);
  return entry && { ...entry.point, index: entry.index, revoked: entry.revoked === 1 };
}

export function pointCount(view: StateView): number {
  return readCount(view, keys.pointCount);
}

/** Points in order of enrolment, revoked ones too: enough to rebuild the tree. */
export function listPoints(view: StateView, from: number, limit: number): EnrolledPoint[] {
  return page(pointCount(view), from, limit).map(
    (index) => getPoint(view, mustRead(view, keys.pointAt(index), U32))!,
  );
}

/** Puts what happened into the list of changes, and the point's leaf into the tree. */
function putPoint(ctx: StateContext, writer: StateWriter, point: PointRecord, revoked: 0 | 1): void {
  const leaf = revoked === 1 ? tombstone(ctx.hasher) : pointLeaf(ctx.hasher, point);
  appendPointChange(writer, { revoked, leaf, point });
  putPointLeaf(ctx, writer, point.position, leaf);
}

function checkPoint(ctx: StateContext, view: StateView, p: PointRecord): void {
  checkPosition(pointBook(ctx), p.position);
  ensure(p.ownerPk !== 0n, 'VALUE_OUT_OF_RANGE', { field: 'ownerPk' });
  ensure(p.importCap <= MAX_QTY, 'CAPACITY_INVALID', { field: 'importCap' });
  ensure(p.exportCap <= MAX_QTY, 'CAPACITY_INVALID', { field: 'exportCap' });
  ensure(p.dayLimit < MONEY_LANE_BOUND, 'CAPACITY_INVALID', { field: 'dayLimit' });
  ensure(p.open <= 1, 'VALUE_OUT_OF_RANGE', { field: 'open' });
  ensure(isValidKey(meterKey(p)), 'METER_KEY_INVALID', { field: 'meterAx' });
  ensure(p.keyAHash !== p.keyBHash, 'AGGREGATION_KEY_TAKEN', { field: 'keyBHash' });
  const free = (key: string) => [undefined, p.position].includes(read(view, key, U32));
  ensure(free(keys.meterKey(p.meterAx, p.meterAy)), 'METER_KEY_TAKEN', { field: 'meterAx' });
  ensure(free(keys.keyA(p.keyAHash)), 'AGGREGATION_KEY_TAKEN', { field: 'keyAHash' });
  ensure(free(keys.keyB(p.keyBHash)), 'AGGREGATION_KEY_TAKEN', { field: 'keyBHash' });
}

function liveEntry(view: StateView, position: number): Entry {
  const entry = read(view, keys.point(position), Entry);
  if (!entry) throw fail('POSITION_EMPTY', { field: 'position' });
  ensure(entry.revoked === 0, 'POINT_REVOKED', { field: 'position' });
  return entry;
}

/** Makes a point live: its keys are taken, its zone and tariff list it, the tree holds its leaf. */
function activate(ctx: StateContext, writer: StateWriter, index: number, point: PointRecord): void {
  const { position } = point;
  for (const key of keysOf(point)) write(writer, key, U32, position);
  const slot = beginSlot(writer, point);
  write(writer, keys.point(position), Entry, { index, slot, revoked: 0, point });
  putPoint(ctx, writer, point, 0);
}

/** Frees a point's keys and ends it in the list of its zone and tariff. */
function deactivate(writer: StateWriter, { slot, point }: Entry): void {
  for (const key of keysOf(point)) writer.delete(key);
  endSlot(writer, point, slot);
}

function keysOf(p: PointRecord): string[] {
  return [keys.meterKey(p.meterAx, p.meterAy), keys.keyA(p.keyAHash), keys.keyB(p.keyBHash)];
}

export const enrolPoint: Handler<'enrolPoint'> = {
  check(ctx, view, body) {
    checkPoint(ctx, view, body);
    // A position is used once: a revoked one stays a tombstone, or its nullifiers could come back.
    ensure(!getPoint(view, body.position), 'POSITION_TAKEN', { field: 'position' });
    ensureEven(view, body);
  },
  apply(ctx, writer, body) {
    const index = pointCount(writer);
    write(writer, keys.pointAt(index), U32, body.position);
    write(writer, keys.pointCount, U32, index + 1);
    activate(ctx, writer, index, body);
  },
};

export const changePoint: Handler<'changePoint'> = {
  check(ctx, view, body) {
    checkPoint(ctx, view, body);
    liveEntry(view, body.position);
    ensureEven(view, body);
  },
  apply(ctx, writer, body) {
    const entry = liveEntry(writer, body.position);
    deactivate(writer, entry);
    activate(ctx, writer, entry.index, body);
    clearLeaves(ctx, writer, body.position);
  },
};

export const revokePoint: Handler<'revokePoint'> = {
  check(_ctx, view, body) {
    liveEntry(view, body.position);
  },
  apply(ctx, writer, body) {
    const entry = liveEntry(writer, body.position);
    deactivate(writer, entry);
    write(writer, keys.point(body.position), Entry, { ...entry, revoked: 1 });
    putPoint(ctx, writer, entry.point, 1);
    clearLeaves(ctx, writer, body.position);
  },
};
