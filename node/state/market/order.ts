/**
 * Sealed orders. The order statement proves owner, cells, deposit and ciphertext against the point root and the key
 * that opening pinned; here stand the gate, the tier, one order a point, and the note that pays. From the gate on
 * root, fold and deposits are final, as clearing, settlement and publication rely on. protocol/market.md, order.
 */
import { isValidKey } from '@veilgrid/protocol/core/crypto/babyjub';
import { capacity } from '@veilgrid/protocol/core/crypto/tree';
import { appendLeaf, emptyFrontier, frontierRoot } from '@veilgrid/protocol/core/lists';
import { zoneTariff } from '@veilgrid/protocol/core/points';
import { byteList, container, Fr, type Infer, listOf, Money, U32 } from '@veilgrid/protocol/core/ssz';
import { ensure } from '@veilgrid/protocol/errors';
import { type OrderAuction, orderMemoBytes, orderSignals } from '@veilgrid/protocol/market/order';
import { MAX_GROUP, type Params, paramsOf } from '@veilgrid/protocol/params';
import type { Handler } from '../core/handler.js';
import { appendFold, type FoldedList } from '../core/lists/folds.js';
import { FrontierRecord, fromFrontier, toFrontier } from '../core/lists/frontier.js';
import { moveSupply } from '../core/money/accounts.js';
import { appendNote, ensureMoney, ensureNoteRoot, ensureNotes, spendNote } from '../core/money/notes.js';
import { has, mark, mustGet, mustRead, page, write } from '../core/record.js';
import type { StateContext, StateView, StateWriter } from '../core/view.js';
import { marketOf, requireAuction } from './auction.js';
import { keys } from './keys.js';

const FULL = paramsOf('full');

/** What every order moves on. */
const Head = container({
  count: U32,
  fold: Fr,
  /** Root of the order tree; final from the gate on. */
  root: Fr,
  /** Sum of all deposits. */
  deposits: Money,
  frontier: FrontierRecord,
});

/** An order as it stands on the ledger: what the operator opens and its wallet finds again. */
const OrderRecord = container({
  nfBid: Fr,
  changeCm: Fr,
  c: Fr,
  ephemeralX: Fr,
  ephemeralY: Fr,
  ct: listOf(Fr, FULL.orderWords + 1),
  deposit: Money,
  memo: byteList(orderMemoBytes(FULL)),
});
export type OrderRecord = Infer<typeof OrderRecord>;

const FR_BYTES = 32;
/** Where c stands in a record. */
const C_AT = 2 * FR_BYTES;

function headOf(view: StateView, id: bigint) {
  return mustRead(view, keys.orderHead(id), Head);
}

/** Number, root and deposits of an auction's orders. The auction must exist. */
export function ordersOf(view: StateView, id: bigint): { count: number; root: bigint; deposits: bigint } {
  const { count, root, deposits } = headOf(view, id);
  return { count, root, deposits };
}

export function listOrders(view: StateView, id: bigint, from: number, limit: number): OrderRecord[] {
  return page(headOf(view, id).count, from, limit).map((i) => mustRead(view, keys.order(id, i), OrderRecord));
}

/** SSZ of `OrderCommitments`: cut out of the records, which are many times longer. */
export function listCommitments(view: StateView, id: bigint, from: number, limit: number): Uint8Array {
  const indices = page(headOf(view, id).count, from, limit);
  const bytes = new Uint8Array(indices.length * FR_BYTES);
  indices.forEach((index, i) => {
    const record = mustGet(view, keys.order(id, index));
    bytes.set(record.subarray(C_AT, C_AT + FR_BYTES), i * FR_BYTES);
  });
  return bytes;
}

/** The list of commitments that clearing must go through, none left out. */
export function orderList({ genesis }: StateContext, view: StateView, id: bigint): FoldedList {
  const { count, fold } = headOf(view, id);
  return {
    start: id,
    count,
    current: fold,
    batch: genesis.params.clearN,
    checkpoint: (batch) => keys.orderCheckpoint(id, batch),
  };
}

/** An auction without orders. */
export function openOrders(ctx: StateContext, writer: StateWriter, id: bigint): void {
  const frontier = emptyFrontier(ctx.genesis.params.orderDepth);
  const root = frontierRoot(ctx.hasher, frontier);
  write(writer, keys.orderHead(id), Head, {
    count: 0,
    fold: id,
    root,
    deposits: 0n,
    frontier: fromFrontier(frontier),
  });
}

function maxOrders(params: Params): number {
  return Math.min(MAX_GROUP, capacity(params.orderDepth));
}

/** What the order statement takes from the ledger. */
export function orderAuction(ctx: StateContext, view: StateView, id: bigint): OrderAuction {
  const auction = requireAuction(view, id);
  return {
    auctionId: id,
    pointRoot: auction.pointRoot,
    zoneTariff: zoneTariff(auction.zone, auction.tariffId),
    key: auction.key,
    market: marketOf(ctx, view, auction),
  };
}

export const order: Handler<'order'> = {
  check(ctx, view, body) {
    const auction = requireAuction(view, body.auctionId);
    ensure(ctx.time < auction.gate, 'GATE_CLOSED');
    ensureMoney(body.asset);
    ensure(auction.tiers.includes(body.deposit), 'DEPOSIT_NOT_A_TIER', { field: 'deposit' });
    ensure(!has(view, keys.bid(body.nfBid)), 'ORDER_EXISTS', { field: 'nfBid' });
    ensureNoteRoot(view, body.noteRoot);
    ensureNotes(ctx, view, { spent: { nfNote: body.nfNote }, made: { changeCm: body.changeCm } });
    // 0 is the empty leaf.
    ensure(body.c !== 0n, 'VALUE_OUT_OF_RANGE', { field: 'c' });
    const ephemeral = { x: body.ephemeralX, y: body.ephemeralY };
    ensure(isValidKey(ephemeral), 'EPHEMERAL_INVALID', { field: 'ephemeralX' });
    ensure(headOf(view, body.auctionId).count < maxOrders(ctx.genesis.params), 'AUCTION_FULL');
  },
  apply(ctx, writer, body) {
    const id = body.auctionId;
    const head = headOf(writer, id);
    const frontier = appendLeaf(ctx.hasher, toFrontier(head.frontier), body.c);
    write(writer, keys.order(id, head.count), OrderRecord, body);
    write(writer, keys.orderHead(id), Head, {
      count: head.count + 1,
      fold: appendFold(ctx, writer, orderList(ctx, writer, id), body.c),
      root: frontierRoot(ctx.hasher, frontier),
      deposits: head.deposits + body.deposit,
      frontier: fromFrontier(frontier),
    });
    mark(writer, keys.bid(body.nfBid));
    spendNote(writer, body.nfNote);
    appendNote(ctx, writer, body.changeCm, 'change');
    moveSupply(writer, { deposits: body.deposit });
  },
  signals(ctx, view, body, context) {
    return [orderSignals(body, orderAuction(ctx, view, body.auctionId), context)];
  },
};
