/**
 * Payment of an offer where nothing was called, or the need is void: the deposit with availability, or with the share of a
 * forfeit. Relies on callsEnd, after which nothing is called any more. docs/protocol/flexibility.md, claim.
 */
import { ensure } from '@veilgrid/protocol/errors';
import { callsEnd } from '@veilgrid/protocol/flexibility/calls';
import { claimSignals } from '@veilgrid/protocol/flexibility/claim';
import { termsOf } from '../core/groups/group.js';
import type { Handler } from '../core/handler.js';
import type { StateContext, StateView } from '../core/view.js';
import { type Need, requireNeed } from './need.js';
import { keepOpenPoints } from './openPoints.js';
import { effectiveCalled, isVoid } from './outcome.js';
import { checkPayment, ensureEnded, ensureTime, type PaymentFields, pay } from './payments.js';
import { settledNeed } from './settledNeed.js';

/** @throws ProtocolError NEED_UNKNOWN, CALLED, PHASE_WRONG, LATE_BILL_CLOSED */
function claimed(ctx: StateContext, view: StateView, { needId, late }: PaymentFields): Need {
  const need = requireNeed(ctx, view, needId);
  ensureEnded(need);
  ensure(effectiveCalled(ctx, view, need) === 0n, 'CALLED', { field: 'needId' });
  const from = isVoid(view, need) ? 0n : callsEnd(ctx.genesis.params.K, need.need);
  ensureTime(ctx, need, late, from);
  return need;
}

export const claim: Handler<'claim'> = {
  check(ctx, view, body) {
    claimed(ctx, view, body);
    checkPayment(ctx, view, body);
  },
  apply(ctx, writer, body) {
    const need = requireNeed(ctx, writer, body.needId);
    if (body.late === 0 && termsOf(writer, body.needId) === undefined) keepOpenPoints(writer, need);
    // No word of energy: nobody opens any of a need that was not called.
    const energy = Array<bigint>(ctx.genesis.params.sideWords).fill(0n);
    pay(ctx, writer, need, body, { auctionId: 0n, lanes: [...energy, ...body.lanes] });
  },
  signals(ctx, view, body, context) {
    const need = claimed(ctx, view, body);
    return [claimSignals(body, settledNeed(ctx, view, need, body.late === 1), context)];
  },
};
