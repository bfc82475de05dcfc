/**
 * The points of a zone and tariff, as they stand and as they stood: slots that are appended and ended, never moved
 * nor taken out. Relies on the list of changes for the records. protocol/core.md "A day's points".
 */
import { type Group, standsOut } from '@veilgrid/protocol/core/evenGroup';
import type { PointRecord } from '@veilgrid/protocol/core/points';
import { container, type Infer, listOf, U32 } from '@veilgrid/protocol/core/ssz';
import { ensure } from '@veilgrid/protocol/errors';
import { MAX_GROUP } from '@veilgrid/protocol/params';
import { keys } from '../keys.js';
import { mustRead, page, read, readCount, write } from '../record.js';
import type { StateView, StateWriter } from '../view.js';
import { pointChangeCount, pointOfChange } from './changes.js';

/** `change` put the point here, `until` ended it here; 0 while it lives, as the first change ends nothing. */
const Slot = container({ change: U32, until: U32 });
type Slot = Infer<typeof Slot>;

/** Names a group. */
type InGroup = Pick<PointRecord, 'zone' | 'tariffId'>;

const Tariffs = listOf(U32, MAX_GROUP);

/** Tariffs that ever had a point in a zone. */
export function tariffsOf(view: StateView, zone: number): number[] {
  return read(view, keys.pointTariffs(zone), Tariffs) ?? [];
}

const countOf = (view: StateView, { zone, tariffId }: InGroup) =>
  readCount(view, keys.pointGroup(zone, tariffId));
const slotAt = (view: StateView, { zone, tariffId }: InGroup, slot: number) =>
  mustRead(view, keys.pointGroupSlot(zone, tariffId, slot), Slot);

/** Lists what the next change puts. @returns its slot */
export function beginSlot(writer: StateWriter, group: InGroup): number {
  const slot = countOf(writer, group);
  const { zone, tariffId } = group;
  if (slot === 0) write(writer, keys.pointTariffs(zone), Tariffs, [...tariffsOf(writer, zone), tariffId]);
  write(writer, keys.pointGroupSlot(zone, tariffId, slot), Slot, {
    change: pointChangeCount(writer),
    until: 0,
  });
  write(writer, keys.pointGroup(zone, tariffId), U32, slot + 1);
  return slot;
}

/** The next change ends what stands in the slot. */
export function endSlot(writer: StateWriter, group: InGroup, slot: number): void {
  const { change } = slotAt(writer, group, slot);
  const { zone, tariffId } = group;
  write(writer, keys.pointGroupSlot(zone, tariffId, slot), Slot, {
    change,
    until: pointChangeCount(writer),
  });
}

const livedAt = ({ change, until }: Slot, changes: number) =>
  change < changes && (until === 0 || until >= changes);

/** The group as it stood after so many changes, with the records of then. */
export function pointsAt(view: StateView, group: InGroup, changes: number): PointRecord[] {
  const count = countOf(view, group);
  return page(count, 0, count)
    .map((slot) => slotAt(view, group, slot))
    .filter((slot) => livedAt(slot, changes))
    .map(({ change }) => pointOfChange(view, change));
}

/** Live points, the newest first. */
function* livePoints(view: StateView, group: InGroup): Generator<PointRecord> {
  for (let slot = countOf(view, group) - 1; slot >= 0; slot--) {
    const { change, until } = slotAt(view, group, slot);
    if (until === 0) yield pointOfChange(view, change);
  }
}

/** What ten others cannot hide comes into no group. @throws ProtocolError GROUP_UNEVEN */
export function ensureEven(view: StateView, point: PointRecord): void {
  const group: Group = function* () {
    yield point;
    for (const other of livePoints(view, point)) if (other.position !== point.position) yield other;
  };
  const field = standsOut(point, group);
  if (field) ensure(false, 'GROUP_UNEVEN', { field });
}
