/**
 * Which days are no working days. The calendar only grows, and so far ahead that no list of days changes by it once its
 * need can be known. docs/protocol/flexibility.md "Baseline".
 */
import { dayOf } from '@veilgrid/protocol/core/days';
import { ensure } from '@veilgrid/protocol/errors';
import { CALENDAR_AHEAD, isWeekend } from '@veilgrid/protocol/flexibility/calendar';
import type { Handler } from '../core/handler.js';
import { has, mark } from '../core/record.js';
import type { StateView } from '../core/view.js';
import { keys } from './keys.js';

/** Published as a day off. */
export function isDayOff(view: StateView, day: number): boolean {
  return has(view, keys.dayOff(day));
}

/** The type of a day: a baseline is of days of one type. */
export function isWorkingDay(view: StateView, day: number): boolean {
  return !isWeekend(day) && !isDayOff(view, day);
}

export const publishCalendar: Handler<'publishCalendar'> = {
  check(ctx, view, { days }) {
    ensure(days.length > 0, 'CALENDAR_INVALID', { field: 'days' });
    const first = dayOf(ctx.time) + CALENDAR_AHEAD;
    days.forEach((day, i) => {
      const ascends = i === 0 || day > days[i - 1]!;
      const valid = ascends && day >= first && !isDayOff(view, day);
      ensure(valid, 'CALENDAR_INVALID', { field: `days.${i}` });
    });
  },
  apply(_ctx, writer, { days }) {
    for (const day of days) mark(writer, keys.dayOff(day));
  },
};
