import { callsEnd } from '@veilgrid/protocol/flexibility/calls';
import type { RouteResponse } from '@veilgrid/protocol/routes';
import { publishedWith } from '../../state/core/groups/mergedSet.js';
import type { StateContext, StateView } from '../../state/core/view.js';
import type { Need } from '../../state/flexibility/need.js';
import { calledOf, isVoid } from '../../state/flexibility/outcome.js';

/** Where a need stands, the last that has come of what its page names. */
export function needPhase(ctx: StateContext, view: StateView, of: Need): RouteResponse<'need'>['phase'] {
  const { needId, need, book } = of;
  if (publishedWith(view, needId) !== undefined) return 'published';
  if (book.outcome === 'open') {
    if (book.releasedScalar !== undefined) return 'released';
    return ctx.time >= need.gate ? 'gate' : 'open';
  }
  if (ctx.time >= need.deliverEnd) return 'frozen';
  if (isVoid(view, of)) return 'void';
  if (calledOf(view, needId) !== 0n && ctx.time >= need.deliverFrom) return 'settling';
  return ctx.time >= callsEnd(ctx.genesis.params.K, need) ? 'callsOver' : 'cleared';
}
