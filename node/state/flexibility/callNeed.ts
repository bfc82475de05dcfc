/**
 * Calls: bits that are only set, each its lead before its half hour. With the first the need divides the sets of its
 * auctions, and the words of what is called open as nets alone: sides would show who answered. Relies on opening for
 * deliveries that end after all calls, so that the parts' plan is still to come. docs/protocol/flexibility.md, callNeed.
 */
import { hasBit } from '@veilgrid/protocol/core/bits';
import { U64 } from '@veilgrid/protocol/core/ssz';
import { ensure } from '@veilgrid/protocol/errors';
import { lastCall } from '@veilgrid/protocol/flexibility/calls';
import { markCalled } from '../core/groups/called.js';
import { putPart } from '../core/groups/parts.js';
import type { Handler } from '../core/handler.js';
import { write } from '../core/record.js';
import { requireArea } from './areas.js';
import { keys } from './keys.js';
import { requireNeed } from './need.js';
import { calledOf, isVoid, resultOf } from './outcome.js';

export const callNeed: Handler<'callNeed'> = {
  check(ctx, view, { needId, bits }) {
    const of = requireNeed(ctx, view, needId);
    ensure(of.book.outcome !== 'open', 'PHASE_WRONG', { field: 'needId' });
    ensure(!isVoid(view, of), 'NEED_VOID', { field: 'needId' });
    ensure((bits & ~resultOf(ctx, view, of).traded) === 0n, 'NOT_TRADED', { field: 'bits' });
    const added = bits & ~calledOf(view, needId);
    ensure(added !== 0n, 'VALUE_OUT_OF_RANGE', { field: 'bits' });
    const { K } = ctx.genesis.params;
    for (let k = 0; k < K; k++) {
      const inTime = !hasBit(added, k) || ctx.time < lastCall(K, of.need, k);
      ensure(inTime, 'CALL_LATE', { field: 'bits', period: k });
    }
  },
  apply(ctx, writer, { needId, bits }) {
    const { need, auctions } = requireNeed(ctx, writer, needId);
    write(writer, keys.called(needId), U64, calledOf(writer, needId) | bits);
    for (const zone of requireArea(writer, need.areaId).zones) markCalled(writer, zone, need.day, bits);
    for (const auctionId of auctions) putPart(ctx, writer, auctionId, needId);
  },
};
