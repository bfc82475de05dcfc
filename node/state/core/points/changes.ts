/**
 * Every record that a point ever had, in the order of the ledger: what a day pins is what its first changes came to.
 * Relies on whoever appends to have checked the record. protocol/core.md "Connection point".
 */
import { PointRecord } from '@veilgrid/protocol/core/points';
import { container, Fr, type Infer, U8, U32 } from '@veilgrid/protocol/core/ssz';
import { keys } from '../keys.js';
import { mustRead, page, readCount, write } from '../record.js';
import type { StateView, StateWriter } from '../view.js';

/** What an enrolment, change or revocation left behind. */
const Change = container({ revoked: U8, leaf: Fr, point: PointRecord });
type Change = Infer<typeof Change>;

export interface PointChange extends PointRecord {
  readonly revoked: boolean;
  readonly leaf: bigint;
}

export function pointChangeCount(view: StateView): number {
  return readCount(view, keys.pointChangeCount);
}

export function getPointChange(view: StateView, index: number): PointChange {
  const { revoked, leaf, point } = mustRead(view, keys.pointChange(index), Change);
  return { ...point, leaf, revoked: revoked === 1 };
}

export function listPointChanges(view: StateView, from: number, limit: number): PointChange[] {
  return page(pointChangeCount(view), from, limit).map((index) => getPointChange(view, index));
}

export function appendPointChange(writer: StateWriter, change: Change): void {
  const index = pointChangeCount(writer);
  write(writer, keys.pointChange(index), Change, change);
  write(writer, keys.pointChangeCount, U32, index + 1);
}

/** The record that a change left. */
export function pointOfChange(view: StateView, index: number): PointRecord {
  return mustRead(view, keys.pointChange(index), Change).point;
}
