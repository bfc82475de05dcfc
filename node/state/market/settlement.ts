/**
 * Settlements, and late bills that use up their nullifier. Settle proves bill, refund, tags and lanes from an order
 * under the gate's root and a signed day of readings; here stand the phase, a nullifier and tags that are new in the
 * auction, the status that the list demands, and room for the refund. The auction's group counts and sums.
 * protocol/market.md, settle and lateBill.
 */
import { byteList, container, Fr, type Infer, U8 } from '@veilgrid/protocol/core/ssz';
import { ensure, fail } from '@veilgrid/protocol/errors';
import { emptyResult } from '@veilgrid/protocol/market/clearing';
import { type SettleAuction, settleMemoBytes, settleSignals } from '@veilgrid/protocol/market/settlement';
import { LATE_BILL_SECONDS, MONEY, paramsOf } from '@veilgrid/protocol/params';
import { ensureTagsFree, join, memberCount } from '../core/groups/group.js';
import type { Handler } from '../core/handler.js';
import { appendNote, ensureNewNote, ensureNoteRoom } from '../core/money/notes.js';
import { has, mark, mustRead, page, write } from '../core/record.js';
import type { StateContext, StateView } from '../core/view.js';
import { marketOf, requireAuction } from './auction.js';
import { getResult } from './clearing.js';
import { keys } from './keys.js';
import { ordersOf } from './order.js';
import { statusOf } from './statusList.js';

const FULL = paramsOf('full');

const SettlementRecord = container({
  nf: Fr,
  readingCommitment: Fr,
  refundCm: Fr,
  tagA: Fr,
  tagB: Fr,
  short: Fr,
  status: U8,
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

/**
 * What the settle statement takes from the ledger. A void auction fills nothing.
 * @throws ProtocolError SETTLEMENT_NOT_OPEN before the auction is closed or void
 */
export function settleAuction(ctx: StateContext, view: StateView, id: bigint): SettleAuction {
  const auction = requireAuction(view, id);
  const { genesis } = ctx;
  const result = auction.outcome === 'void' ? emptyResult(genesis.params) : getResult(view, id);
  if (!result) throw fail('SETTLEMENT_NOT_OPEN');
  return {
    auctionId: id,
    chainId: genesis.chainId,
    day: auction.day,
    orderRoot: ordersOf(view, id).root,
    asset: MONEY,
    dsoDataKey: genesis.dsoDataKey,
    market: marketOf(ctx, view, auction),
    result,
  };
}

export const settle: Handler<'settle'> = {
  check(ctx, view, body) {
    const id = body.auctionId;
    const auction = requireAuction(view, id);
    const open = ctx.time >= auction.settleFrom && ctx.time < auction.settleEnd;
    ensure(open && auction.outcome !== 'open', 'SETTLEMENT_NOT_OPEN');
    ensure(!has(view, keys.settled(id, body.nf)), 'ALREADY_SETTLED', { field: 'nf' });
    ensureTagsFree(view, id, body);
    ensure(body.status === statusOf(view, id, body.tagA), 'STATUS_WRONG', { field: 'status' });
    ensureNewNote(view, body.refundCm, 'refundCm');
    ensureNoteRoom(ctx, view, 1);
  },
  apply(ctx, writer, body) {
    const id = body.auctionId;
    // One settlement an order (nf is of its salt), so at most MAX_GROUP of them.
    const index = join(ctx, writer, id, body);
    write(writer, keys.settlement(id, index), SettlementRecord, body);
    mark(writer, keys.settled(id, body.nf));
    appendNote(ctx, writer, body.refundCm, 'refund');
  },
  signals(ctx, view, body, context) {
    return settleSignals(body, settleAuction(ctx, view, body.auctionId), context);
  },
};

/**
 * A day billed off the ledger from its opening: its nullifier is used up, so it never settles twice. In this
 * auction only: nothing proves whose nullifier DSO and supplier name, and one that they saw on its way to
 * another auction would shut that settlement out and leave its deposit with the supplier.
 */
export const lateBill: Handler<'lateBill'> = {
  check(ctx, view, body) {
    const { settleEnd } = requireAuction(view, body.auctionId);
    const open = ctx.time >= settleEnd && ctx.time < settleEnd + BigInt(LATE_BILL_SECONDS);
    ensure(open, 'LATE_BILL_CLOSED');
    ensure(!has(view, keys.settled(body.auctionId, body.nf)), 'ALREADY_SETTLED', { field: 'nf' });
  },
  apply(_ctx, writer, body) {
    mark(writer, keys.settled(body.auctionId, body.nf));
  },
};
