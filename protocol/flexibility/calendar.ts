/** Working days and others: a baseline is of days of the same type. docs/protocol/flexibility.md "Baseline". */
import { container, type Infer, listOf, U32, U64 } from '../core/ssz.js';

/** Days ahead at which a day off is published, at least. */
export const CALENDAR_AHEAD = 60;

export const PublishCalendarBody = container({
  sequence: U64,
  /** Days that are no working days. */
  days: listOf(U32, 64),
});
export type PublishCalendarBody = Infer<typeof PublishCalendarBody>;

/** 1970-01-01 was a Thursday. */
export function isWeekend(day: number): boolean {
  const weekday = (day + 4) % 7;
  return weekday === 0 || weekday === 6;
}
