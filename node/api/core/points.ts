import type { SoloLedger } from '../../consensus/solo/ledger.js';
import { leafAt } from '../../state/core/leaves/tree.js';
import { listPointChanges, pointChangeCount } from '../../state/core/points/changes.js';
import { listDayPoints } from '../../state/core/points/day.js';
import { listPoints, pointCount } from '../../state/core/points/points.js';
import { POINT_TREE } from '../../state/core/points/tree.js';
import type { Handlers } from '../http/handlers.js';

export function pointHandlers({ view }: SoloLedger): Pick<Handlers, 'points' | 'pointChanges' | 'pointDays'> {
  return {
    points: ({ query: { from, limit } }) => ({
      total: pointCount(view),
      items: listPoints(view, from, limit).map(({ index: _, ...point }) => ({
        ...point,
        leaf: leafAt(view, POINT_TREE, point.position),
      })),
    }),
    pointChanges: ({ query: { from, limit } }) => ({
      total: pointChangeCount(view),
      items: listPointChanges(view, from, limit),
    }),
    pointDays: ({ query: { from, limit } }) => ({ items: listDayPoints(view, from, limit) }),
  };
}
