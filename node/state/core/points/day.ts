/**
 * The points of a day: those at its first opening, for everything that is opened for it later. A leaf has one zone
 * and tariff, so nobody takes part twice in a day. protocol/core.md "A day's points".
 */
import { DAY_POINTS } from '@veilgrid/protocol/core/dayPoints';
import { container, Fr, type Infer, U32 } from '@veilgrid/protocol/core/ssz';
import { keys } from '../keys.js';
import { writeLog } from '../log.js';
import { page, read, write } from '../record.js';
import type { StateContext, StateView, StateWriter } from '../view.js';
import { pointChangeCount, pointChangesDigest } from './changes.js';
import { pointRoot } from './tree.js';

const DayPoints = container({
  root: Fr,
  /** How many changes of points had led there. */
  changes: U32,
});
export type DayPoints = Infer<typeof DayPoints>;

export function getDayPoints(view: StateView, day: number): DayPoints | undefined {
  return read(view, keys.pointDay(day), DayPoints);
}

/** The day's own, or what an opening would pin now. */
export function dayPoints(ctx: StateContext, view: StateView, day: number): DayPoints {
  return getDayPoints(view, day) ?? { root: pointRoot(ctx, view), changes: pointChangeCount(view) };
}

/** Pins the day's points, if nobody has, and says in the log which they are. */
export function pinDay(ctx: StateContext, writer: StateWriter, day: number): DayPoints {
  const pinned = getDayPoints(writer, day);
  if (pinned) return pinned;
  const points = dayPoints(ctx, writer, day);
  write(writer, keys.pointDay(day), DayPoints, points);
  writeLog(ctx, writer, DAY_POINTS, { day, ...points, digest: pointChangesDigest(writer) });
  return points;
}

/** Days of [from, from + limit) whose points are pinned. */
export function listDayPoints(view: StateView, from: number, limit: number): ({ day: number } & DayPoints)[] {
  return page(2 ** 32, from, limit).flatMap((day) => {
    const points = getDayPoints(view, day);
    return points ? [{ day, ...points }] : [];
  });
}
