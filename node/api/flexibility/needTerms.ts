import { callsEnd } from '@veilgrid/protocol/flexibility/calls';
import type { SettledNeed } from '@veilgrid/protocol/flexibility/claim';
import type { StateContext, StateView } from '../../state/core/view.js';
import type { Need } from '../../state/flexibility/need.js';
import { effectiveCalled, isVoid } from '../../state/flexibility/outcome.js';
import { settledNeed } from '../../state/flexibility/settledNeed.js';

/** What payments are proven with, in time and late, once none of it changes any more. */
export function needTerms(
  ctx: StateContext,
  view: StateView,
  need: Need,
): { readonly own: SettledNeed; readonly late: SettledNeed } | undefined {
  if (!isFinal(ctx, view, need)) return undefined;
  return { own: settledNeed(ctx, view, need), late: settledNeed(ctx, view, need, true) };
}

function isFinal(ctx: StateContext, view: StateView, need: Need): boolean {
  if (need.book.outcome === 'open') return false;
  if (isVoid(view, need)) return true;
  const called = effectiveCalled(ctx, view, need) !== 0n;
  return ctx.time >= (called ? need.need.deliverFrom : callsEnd(ctx.genesis.params.K, need.need));
}
