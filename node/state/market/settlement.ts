/**
 * Settlements. Settle proves bill, refund, tags, open bit and lanes from an order under the gate's root and a signed
 * day of readings; here stand the phase, terms that are open, a nullifier and tags that are new in the auction, the
 * status that the list demands, and room for the refund. The auction's group counts and sums.
 * protocol/market.md, settle.
 */
import { STATUS_METER } from '@veilgrid/protocol/core/readings';
import { byteList, container, Fr, type Infer, U8 } from '@veilgrid/protocol/core/ssz';
import { ensure } from '@veilgrid/protocol/errors';
import { type SettleBody, settleMemoBytes, settleSignals } from '@veilgrid/protocol/market/settlement';
import { paramsOf } from '@veilgrid/protocol/params';
import { ensureTagsFree, join, memberCount } from '../core/groups/group.js';
import type { Handler } from '../core/handler.js';
import { appendNote, ensureNotes } from '../core/money/notes.js';
import { appendReading } from '../core/readings/tree.js';
import { has, mark, mustRead, page, write } from '../core/record.js';
import type { StateContext, StateView } from '../core/view.js';
import { requireAuction } from './auction.js';
import { keys } from './keys.js';
import { ensureTerms } from './openSettlement.js';
import { settleAuction } from './settleAuction.js';
import { ensureStatus } from './statusList.js';

const FULL = paramsOf('full');

export const SettlementRecord = container({
  nf: Fr,
  readingCommitment: Fr,
  refundCm: Fr,
  tagA: Fr,
  tagB: Fr,
  short: Fr,
  status: U8,
  open: U8,
  memo: byteList(settleMemoBytes(FULL)),
});
export type SettlementRecord = Infer<typeof SettlementRecord>;

export function listSettlements(
  view: StateView,
  id: bigint,
  from: number,
  limit: number,
): SettlementRecord[] {
  return page(memberCount(view, id), from, limit).map((i) =>
    mustRead(view, keys.settlement(id, i), SettlementRecord),
  );
}

/** What a settlement and a late bill have in common: an order and a point that were not settled, and a note. */
export function checkSettlement(ctx: StateContext, view: StateView, body: SettleBody): void {
  const id = body.auctionId;
  ensureTerms(view, id);
  ensure(!has(view, keys.settled(id, body.nf)), 'ALREADY_SETTLED', { field: 'nf' });
  ensureTagsFree(view, id, body);
  ensureStatus(view, body);
  ensure(body.open <= 1, 'VALUE_OUT_OF_RANGE', { field: 'open' });
  ensureNotes(ctx, view, { spent: {}, made: { refundCm: body.refundCm } });
}

export const settle: Handler<'settle'> = {
  check(ctx, view, body) {
    const auction = requireAuction(view, body.auctionId);
    const open = ctx.time >= auction.settleFrom && ctx.time < auction.settleEnd;
    ensure(open, 'SETTLEMENT_NOT_OPEN');
    checkSettlement(ctx, view, body);
  },
  apply(ctx, writer, body) {
    const id = body.auctionId;
    // One settlement an order (nf is of its salt), so at most MAX_GROUP of them.
    const index = join(ctx, writer, id, { ...body, counts: body.status === STATUS_METER });
    write(writer, keys.settlement(id, index), SettlementRecord, body);
    mark(writer, keys.settled(id, body.nf));
    appendReading(ctx, writer, id, body.readingCommitment);
    appendNote(ctx, writer, body.refundCm, 'refund');
  },
  signals(ctx, view, body, context) {
    ensureTerms(view, body.auctionId);
    return [settleSignals(body, settleAuction(ctx, view, body.auctionId), context)];
  },
};
