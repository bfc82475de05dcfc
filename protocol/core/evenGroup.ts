/** Groups in which nobody's day is larger than ten others hide. protocol/core.md "Even groups". */
import { MIN_GROUP } from '../params.js';
import type { PointRecord } from './points.js';

/** So many times the tenth largest, and no more. */
const MOST = 4;
const DAY_CAPS = ['dayImportCap', 'dayExportCap'] as const;
export type DayCap = (typeof DAY_CAPS)[number];
/** Points of a zone and tariff, as often as they are asked for. */
export type Group = () => Iterable<PointRecord>;

/**
 * What is compared of a group: every import cap, and the export caps of those that have one. Who is open is hidden by
 * nobody, hides nobody, and is not compared.
 */
function* comparedCaps(field: DayCap, points: Iterable<PointRecord>): Generator<number> {
  for (const point of points)
    if (point.open === 0 && (field === 'dayImportCap' || point[field] > 0)) yield point[field];
}

/** Whether fewer than ten are at least a fourth of `cap`, where there are ten to compare. Ends at the tenth. */
function standsAbove(cap: number, caps: Iterable<number>): boolean {
  let [all, near] = [0, 0];
  for (const other of caps) {
    all++;
    if (MOST * other >= cap && ++near === MIN_GROUP) return false;
  }
  return all >= MIN_GROUP;
}

/**
 * The day cap by which a point stands out of its group: above four times the tenth largest.
 * @param group with the point itself
 */
export function standsOut(point: PointRecord, group: Group): DayCap | undefined {
  return DAY_CAPS.find((field) =>
    [...comparedCaps(field, [point])].some((cap) => standsAbove(cap, comparedCaps(field, group()))),
  );
}

/** The largest of a group's day caps, where it stands out. */
export interface Uneven {
  readonly field: DayCap;
  /** Wh */
  readonly cap: number;
}

/** By whose day cap a group is uneven, if it is. */
export function unevenIn(points: readonly PointRecord[]): Uneven | undefined {
  for (const field of DAY_CAPS) {
    const caps = [...comparedCaps(field, points)];
    const cap = caps.reduce((most, other) => Math.max(most, other), 0);
    if (standsAbove(cap, caps)) return { field, cap };
  }
  return undefined;
}
