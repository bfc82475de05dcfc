import { mod } from '@veilgrid/protocol/core/crypto/field';
import { byteList, container, Fr, type Infer, listOf, U8, U32 } from '@veilgrid/protocol/core/ssz';
import { ensure, fail } from '@veilgrid/protocol/errors';
import { emptyResult } from '@veilgrid/protocol/market/clearing';
import { type SettleAuction, settleMemoBytes, settleSignals } from '@veilgrid/protocol/market/settlement';
import { LATE_BILL_SECONDS, MONEY, paramsOf } from '@veilgrid/protocol/params';
import type { Aggregator } from '@veilgrid/protocol/roles';
import type { Handler } from '../core/handler.js';
import { keys } from '../core/keys.js';
import { appendFold, type FoldedList } from '../core/lists/folds.js';
import { appendNote, ensureNewNote, ensureNoteRoom } from '../core/money/notes.js';
import { has, mark, mustRead, page, read, write } from '../core/record.js';
import type { StateContext, StateView } from '../core/view.js';
import { marketOf, requireAuction } from './auction.js';
import { getResult } from './clearing.js';
import { ordersOf } from './order.js';
import { statusOf } from './statusList.js';

const FULL = paramsOf('full');

/** What every settlement moves on; absent before the first. */
const Head = container({ count: U32, foldA: Fr, foldB: Fr, lanes: listOf(Fr, FULL.laneWords) });
type Head = Infer<typeof Head>;

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

function headOf(ctx: StateContext, view: StateView, id: bigint): Head {
  const lanes = Array<bigint>(ctx.genesis.params.laneWords).fill(0n);
  return read(view, keys.settlementHead(id), Head) ?? { count: 0, foldA: id, foldB: id, lanes };
}

export function settlementCount(view: StateView, id: bigint): number {
  return read(view, keys.settlementHead(id), Head)?.count ?? 0;
}

export function listSettlements(
  view: StateView,
  id: bigint,
  from: number,
  limit: number,
): SettlementRecord[] {
  return page(settlementCount(view, id), from, limit).map((i) =>
    mustRead(view, keys.settlement(id, i), SettlementRecord),
  );
}

/** Sums of the masked lanes, modulo r. */
export function laneSums(ctx: StateContext, view: StateView, id: bigint): readonly bigint[] {
  return headOf(ctx, view, id).lanes;
}

/** The accepted tags of one aggregation role, in order: its mask sum goes through all of them. */
export function tagList(ctx: StateContext, view: StateView, id: bigint, role: Aggregator): FoldedList {
  const { count, foldA, foldB } = headOf(ctx, view, id);
  const checkpoint = (batch: number) => keys.tagCheckpoint[role](id, batch);
  return { start: id, count, current: role === 'A' ? foldA : foldB, checkpoint };
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
    ensure(!has(view, keys.tag.A(id, body.tagA)), 'TAG_USED', { field: 'tagA' });
    ensure(!has(view, keys.tag.B(id, body.tagB)), 'TAG_USED', { field: 'tagB' });
    ensure(body.status === statusOf(view, id, body.tagA), 'STATUS_WRONG', { field: 'status' });
    ensureNewNote(view, body.refundCm, 'refundCm');
    ensureNoteRoom(ctx, view, 1);
  },
  apply(ctx, writer, body) {
    const id = body.auctionId;
    const head = headOf(ctx, writer, id);
    write(writer, keys.settlement(id, head.count), SettlementRecord, body);
    // One settlement an order (nf is of its salt), so at most 2^18 of them: no lane can overflow.
    write(writer, keys.settlementHead(id), Head, {
      count: head.count + 1,
      foldA: appendFold(ctx, writer, tagList(ctx, writer, id, 'A'), body.tagA),
      foldB: appendFold(ctx, writer, tagList(ctx, writer, id, 'B'), body.tagB),
      lanes: head.lanes.map((sum, i) => mod(sum + body.lanes[i]!)),
    });
    mark(writer, keys.settled(id, body.nf));
    mark(writer, keys.tag.A(id, body.tagA));
    mark(writer, keys.tag.B(id, body.tagB));
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
