/**
 * Sealed orders. The order statement proves owner, cells, deposit and ciphertext against the point root and the key
 * that opening pinned; here stand the gate, the tier, one order a point, and the note that pays; the list is the book's. From the gate on
 * root, fold and deposits are final, as clearing, settlement and publication rely on. protocol/market.md, order.
 */
import { isValidKey } from '@veilgrid/protocol/core/crypto/babyjub';
import { zoneTariff } from '@veilgrid/protocol/core/points';
import { byteList, container, Fr, type Infer, listOf, Money } from '@veilgrid/protocol/core/ssz';
import { ensure } from '@veilgrid/protocol/errors';
import { type OrderAuction, orderMemoBytes, orderSignals } from '@veilgrid/protocol/market/order';
import { paramsOf } from '@veilgrid/protocol/params';
import { appendEntry, ensureBeforeGate, ensureEntry, entriesOf } from '../core/books/entries.js';
import type { Handler } from '../core/handler.js';
import { moveSupply } from '../core/money/accounts.js';
import { appendNote, ensureMoney, ensureNoteRoot, ensureNotes, spendNote } from '../core/money/notes.js';
import { has, mark, mustGet, mustRead, page, write } from '../core/record.js';
import type { StateContext, StateView, StateWriter } from '../core/view.js';
import { marketOf, requireAuction } from './auction.js';
import { keys } from './keys.js';

const FULL = paramsOf('full');

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

/** Number and root of an auction's orders, and the sum of their deposits. The auction must exist. */
export function ordersOf(view: StateView, id: bigint): { count: number; root: bigint; deposits: bigint } {
  return { ...entriesOf(view, id), deposits: mustRead(view, keys.deposits(id), Money) };
}

export function setDeposits(writer: StateWriter, id: bigint, deposits: bigint): void {
  write(writer, keys.deposits(id), Money, deposits);
}

export function listOrders(view: StateView, id: bigint, from: number, limit: number): OrderRecord[] {
  return page(entriesOf(view, id).count, from, limit).map((i) =>
    mustRead(view, keys.order(id, i), OrderRecord),
  );
}

/** SSZ of `OrderCommitments`: cut out of the records, which are many times longer. */
export function listCommitments(view: StateView, id: bigint, from: number, limit: number): Uint8Array {
  const indices = page(entriesOf(view, id).count, from, limit);
  const bytes = new Uint8Array(indices.length * FR_BYTES);
  indices.forEach((index, i) => {
    const record = mustGet(view, keys.order(id, index));
    bytes.set(record.subarray(C_AT, C_AT + FR_BYTES), i * FR_BYTES);
  });
  return bytes;
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
    ensureBeforeGate(ctx, auction);
    ensureMoney(body.asset);
    ensure(auction.tiers.includes(body.deposit), 'DEPOSIT_NOT_A_TIER', { field: 'deposit' });
    ensure(!has(view, keys.bid(body.nfBid)), 'ORDER_EXISTS', { field: 'nfBid' });
    ensureNoteRoot(view, body.noteRoot);
    ensureNotes(ctx, view, { spent: { nfNote: body.nfNote }, made: { changeCm: body.changeCm } });
    ensureEntry(ctx, view, auction, body.c);
    const ephemeral = { x: body.ephemeralX, y: body.ephemeralY };
    ensure(isValidKey(ephemeral), 'EPHEMERAL_INVALID', { field: 'ephemeralX' });
  },
  apply(ctx, writer, body) {
    const id = body.auctionId;
    const index = appendEntry(ctx, writer, id, body.c);
    write(writer, keys.order(id, index), OrderRecord, body);
    setDeposits(writer, id, ordersOf(writer, id).deposits + body.deposit);
    mark(writer, keys.bid(body.nfBid));
    spendNote(writer, body.nfNote);
    appendNote(ctx, writer, body.changeCm, 'change');
    moveSupply(writer, { deposits: body.deposit });
  },
  signals(ctx, view, body, context) {
    return [orderSignals(body, orderAuction(ctx, view, body.auctionId), context)];
  },
};
