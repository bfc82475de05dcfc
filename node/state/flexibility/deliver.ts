/**
 * Payment of an offer of a called need, against readings of the day and of the listed ones. Each delivery names the
 * auction of its day, so that everybody can count an auction's. Relies on openNeed for a deliverFrom after which no
 * reading of these days comes any more. docs/protocol/flexibility.md, deliver.
 */
import { U32 } from '@veilgrid/protocol/core/ssz';
import { ensure } from '@veilgrid/protocol/errors';
import { deliverSignals } from '@veilgrid/protocol/flexibility/deliver';
import type { DeliverBody } from '@veilgrid/protocol/flexibility/paymentBodies';
import type { Handler } from '../core/handler.js';
import { leavesOf } from '../core/readings/tree.js';
import { readCount, write } from '../core/record.js';
import type { StateContext, StateView } from '../core/view.js';
import { keepBaseline } from './baseline.js';
import { keys } from './keys.js';
import { type Need, requireNeed } from './need.js';
import { effectiveCalled } from './outcome.js';
import { checkPayment, ensureEnded, ensureTime, pay } from './payments.js';
import { settledNeed } from './settledNeed.js';

/** Deliveries of a need's set that name an auction. */
export function deliveriesOf(view: StateView, needId: bigint, auctionId: bigint): number {
  return readCount(view, keys.deliveries(needId, auctionId));
}

/** @throws ProtocolError NEED_UNKNOWN, NOT_CALLED, PHASE_WRONG, LATE_BILL_CLOSED, AUCTION_UNKNOWN */
function delivered(ctx: StateContext, view: StateView, body: DeliverBody): Need {
  const need = requireNeed(ctx, view, body.needId);
  ensureEnded(need);
  ensure(effectiveCalled(ctx, view, need) !== 0n, 'NOT_CALLED', { field: 'needId' });
  ensureTime(ctx, need, body.late, need.need.deliverFrom);
  ensure(need.auctions.includes(body.auctionId), 'AUCTION_UNKNOWN', { field: 'auctionId' });
  return need;
}

export const deliver: Handler<'deliver'> = {
  check(ctx, view, body) {
    delivered(ctx, view, body);
    checkPayment(ctx, view, body);
  },
  apply(ctx, writer, body) {
    const { needId, auctionId } = body;
    const need = requireNeed(ctx, writer, needId);
    keepBaseline(ctx, writer, need);
    pay(ctx, writer, need, body, body);
    if (body.late === 1) return;
    write(writer, keys.deliveries(needId, auctionId), U32, deliveriesOf(writer, needId, auctionId) + 1);
  },
  signals(ctx, view, body, context) {
    const need = delivered(ctx, view, body);
    // Whatever came before deliverFrom is all that ever comes, whether its tree has frozen yet or not.
    const auctionRoot = leavesOf(ctx, view, body.auctionId).root;
    const settled = { ...settledNeed(ctx, view, need, body.late === 1), auctionRoot };
    return [deliverSignals(ctx.genesis.params, body, settled, context)];
  },
};
