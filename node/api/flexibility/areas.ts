import type { SoloLedger } from '../../consensus/solo/ledger.js';
import { leafChangeCount, listLeafChanges } from '../../state/core/leaves/changes.js';
import { areaCount, listAreas } from '../../state/flexibility/areas.js';
import { isDayOff } from '../../state/flexibility/calendar.js';
import { flexBook } from '../../state/flexibility/register.js';
import type { Handlers } from '../http/handlers.js';

export function areaHandlers({
  view,
  context,
}: SoloLedger): Pick<Handlers, 'areas' | 'daysOff' | 'flexChanges'> {
  const book = flexBook(context);
  return {
    areas: ({ query: { from, limit } }) => ({ total: areaCount(view), items: listAreas(view, from, limit) }),
    daysOff: ({ query: { from, limit } }) => ({
      items: Array.from({ length: limit }, (_, i) => from + i).filter((day) => isDayOff(view, day)),
    }),
    flexChanges: ({ query: { from, limit } }) => ({
      total: leafChangeCount(view, book),
      items: listLeafChanges(view, book, from, limit),
    }),
  };
}
