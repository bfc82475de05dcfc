/**
 * What claim and deliver take from the ledger, and its digest: the terms that every mask of a payment is of. Relies on a
 * book that has ended, on calls that are over and, where something was called, on a baseline that is final; all of it
 * is by the times at which payments are taken. docs/protocol/flexibility.md "Terms".
 */
import type { SettledNeed } from '@veilgrid/protocol/flexibility/claim';
import { needArrays } from '@veilgrid/protocol/flexibility/outcome';
import { type NeedState, needTermsOf } from '@veilgrid/protocol/flexibility/terms';
import { forfeitShare } from '@veilgrid/protocol/market/bond';
import { MONEY } from '@veilgrid/protocol/params';
import { entriesOf } from '../core/books/entries.js';
import type { StateContext, StateView } from '../core/view.js';
import { baselineOf } from './baseline.js';
import type { Need } from './need.js';
import { effectiveCalled, isVoid, offerCount, resultOf } from './outcome.js';

/** Each offer's, of what the silent role of a void book lost. */
export function shareOf(view: StateView, need: Need): bigint {
  return forfeitShare(need.book.forfeit, offerCount(view, need), need.need.tiers);
}

function stateOf(ctx: StateContext, view: StateView, need: Need, late: boolean): NeedState {
  const { count, root } = entriesOf(view, need.needId);
  const result = resultOf(ctx, view, need);
  const called = effectiveCalled(ctx, view, need);
  return {
    chainId: ctx.genesis.chainId,
    needId: need.needId,
    asset: MONEY,
    need: need.need,
    offerCount: count,
    offerRoot: root,
    void: isVoid(view, need),
    share: shareOf(view, need),
    result,
    arrays: needArrays(need.need, result, called),
    called,
    baseline: called === 0n ? undefined : baselineOf(ctx, view, need),
    late,
  };
}

/** @param late a form of its own, with masks of its own */
export function settledNeed(ctx: StateContext, view: StateView, need: Need, late = false): SettledNeed {
  const state = stateOf(ctx, view, need, late);
  return { ...state, terms: needTermsOf(ctx.genesis.profile, state) };
}
