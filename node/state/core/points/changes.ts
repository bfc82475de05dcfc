/**
 * Every record that a point ever had, in the order of the ledger, beside the log of leaves: what a day pins is what its
 * first changes came to. Relies on whoever appends to have checked the record, and to put its leaf with it.
 * protocol/core.md "Connection point".
 */
import { NO_POINT_CHANGES, nextPointChanges, PointChangeRecord } from '@veilgrid/protocol/core/dayPoints';
import type { PointRecord } from '@veilgrid/protocol/core/points';
import { Bytes32 } from '@veilgrid/protocol/core/ssz';
import { keys } from '../keys.js';
import { leafChangeCount } from '../leaves/changes.js';
import { mustRead, page, read, write } from '../record.js';
import type { StateView, StateWriter } from '../view.js';
import { POINT_TREE } from './tree.js';

export interface PointChange extends PointRecord {
  readonly revoked: boolean;
  readonly leaf: bigint;
}

export function pointChangeCount(view: StateView): number {
  return leafChangeCount(view, POINT_TREE);
}

/** Digest of all of them. */
export function pointChangesDigest(view: StateView): Uint8Array {
  return read(view, keys.pointChanges, Bytes32) ?? NO_POINT_CHANGES;
}

export function getPointChange(view: StateView, index: number): PointChange {
  const { revoked, leaf, point } = mustRead(view, keys.pointChange(index), PointChangeRecord);
  return { ...point, leaf, revoked: revoked === 1 };
}

export function listPointChanges(view: StateView, from: number, limit: number): PointChange[] {
  return page(pointChangeCount(view), from, limit).map((index) => getPointChange(view, index));
}

/** Before its leaf is put, which counts it. */
export function appendPointChange(writer: StateWriter, change: PointChangeRecord): void {
  write(writer, keys.pointChange(pointChangeCount(writer)), PointChangeRecord, change);
  write(writer, keys.pointChanges, Bytes32, nextPointChanges(pointChangesDigest(writer), change));
}

/** The record that a change left. */
export function pointOfChange(view: StateView, index: number): PointRecord {
  return mustRead(view, keys.pointChange(index), PointChangeRecord).point;
}
