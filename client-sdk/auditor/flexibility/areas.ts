/** Areas and days off, which the DSO publishes. docs/protocol/flexibility.md "Objects". */
import { ensure } from '@veilgrid/protocol/errors';
import type { Area } from '@veilgrid/protocol/flexibility/area';
import type { FlexibilityRule } from './book.js';
import { dayAt } from './calendar.js';

const MOST_ZONES = 8;
/** Days from the publication of a day off to it. */
const AHEAD = 60;

const ascends = (numbers: readonly number[]) => numbers.every((n, i) => i === 0 || n > numbers[i - 1]!);

export const publishArea: FlexibilityRule<'publishArea'> = ({ books, genesis }, body) => {
  const { areaId, places, zones } = body;
  ensure(!books.areas.has(areaId), 'AREA_EXISTS', { field: 'areaId' });
  const most = { places: genesis.params.places, zones: MOST_ZONES };
  for (const [field, list] of Object.entries({ places, zones })) {
    const fits = list.length > 0 && list.length <= most[field as keyof typeof most];
    ensure(fits && ascends(list), 'AREA_INVALID', { field });
  }
  books.areas.set(areaId, { areaId, places, zones });
};

export const publishCalendar: FlexibilityRule<'publishCalendar'> = ({ books, time }, { days }) => {
  ensure(days.length > 0 && ascends(days), 'CALENDAR_INVALID', { field: 'days' });
  const earliest = dayAt(time) + AHEAD;
  for (const day of days) {
    ensure(day >= earliest && !books.daysOff.has(day), 'CALENDAR_INVALID', { field: 'days', day });
    books.daysOff.add(day);
  }
};

/** A call over one is a call over homes of the other. */
export function overlap(one: Area, other: Area): boolean {
  const places = new Set(one.places);
  return other.places.some((place) => places.has(place));
}
