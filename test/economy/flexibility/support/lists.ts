/** Which days a baseline is the mean of, where nothing was called before. docs/protocol/flexibility.md "Baseline". */
import type { Reading } from '@veilgrid/protocol/core/readings';
import { FACTOR_ONE, relief } from '@veilgrid/protocol/flexibility/baseline';
import { paramsOf } from '@veilgrid/protocol/params';
import { DAYS, isWorking, readingsOf } from './homes.js';

export const { baselineDays: LISTED, daysBack: BACK } = paramsOf('full');
/** A need opens so many days before its day. */
export const AHEAD = 2;

/** Working days, latest first, from the day before the opening on. */
function daysBefore(opened: number): number[] {
  return Array.from({ length: BACK }, (_, i) => opened - 1 - i)
    .filter((day) => day >= 0 && isWorking(day))
    .slice(0, LISTED);
}

const lists = Array.from({ length: DAYS }, (_, day) => daysBefore(day - AHEAD));

/** The list of a need of a day. */
export function listOf(day: number): readonly number[] {
  return lists[day]!;
}

/** Working days of the year whose list has all of its days, and some to choose from. */
export const NEED_DAYS = Array.from({ length: DAYS }, (_, day) => day).filter(
  (day) => isWorking(day) && day >= BACK + AHEAD,
);

const ONE = { imports: FACTOR_ONE, exports: FACTOR_ONE };

/** How far a home lies below the mean of its listed days, at some hours. */
export function reliefs(
  home: number,
  own: readonly Reading[],
  listed: readonly number[],
  hours: readonly number[],
  factor: (hour: number) => typeof ONE = () => ONE,
): bigint[] {
  return hours.map((hour) =>
    relief(
      own[hour]!,
      listed.map((day) => readingsOf(home, day)[hour]!),
      factor(hour),
    ),
  );
}
