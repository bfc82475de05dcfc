/** Orders and settlements found again on the chain, from the seed alone. */
import { orderCommitment, packOrder } from '@veilgrid/protocol/core/books/cells';
import type { Note } from '@veilgrid/protocol/core/money/note';
import { noteCommitment } from '@veilgrid/protocol/core/money/note';
import { type PointRecord, pointCommitment } from '@veilgrid/protocol/core/points';
import type { Reading } from '@veilgrid/protocol/core/readings';
import { ensure } from '@veilgrid/protocol/errors';
import { bidNullifier, innerCommitment, orderSalt } from '@veilgrid/protocol/market/order';
import {
  type Bill,
  billOf,
  refundAndShortfall,
  type SettleAuction,
  settleNullifier,
} from '@veilgrid/protocol/market/settlement';
import { NO_STATUS_DIGEST } from '@veilgrid/protocol/market/terms';
import { MONEY } from '@veilgrid/protocol/params';
import type { RouteResponse } from '@veilgrid/protocol/routes';
import { allItems } from '../client/submit.js';
import type { WalletContext } from '../wallet/context.js';
import { fetchAuction } from './auction.js';
import type { OwnOrder } from './order.js';
import { openOrderMemo } from './orderMemo.js';
import { refundNote } from './settle.js';
import { settleAuctionOf } from './settleAuction.js';
import { openSettleMemo } from './settleMemo.js';

export type OrderEntry = RouteResponse<'orders'>['items'][number];
type SettlementEntry = RouteResponse<'settlements'>['items'][number];

export function fetchOrders({ api }: WalletContext, auctionId: bigint): Promise<OrderEntry[]> {
  return allItems((query) => api.orders({ params: { auctionId }, query }));
}

/** The wallet's order for this point; undefined if there is none. @throws ProtocolError MEMO_INVALID */
export function recoverOrder(
  { hasher, keys }: WalletContext,
  auctionId: bigint,
  point: PointRecord,
  orders: readonly OrderEntry[],
): OwnOrder | undefined {
  const pointCm = pointCommitment(hasher, point);
  const nfBid = bidNullifier(hasher, keys.sk, pointCm, auctionId);
  const entry = orders.find((o) => o.nfBid === nfBid);
  if (!entry) return undefined;
  const memo = openOrderMemo(keys.memoKey, auctionId, entry.memo);
  ensure(memo !== undefined, 'MEMO_INVALID', { field: 'memo' });
  const { cells } = memo;
  const { deposit, c } = entry;
  const salt = orderSalt(hasher, keys.sk, pointCm, auctionId);
  const change = { asset: MONEY, value: memo.change, ownerPk: keys.ownerPk, rho: memo.changeRho };
  const inner = innerCommitment(hasher, { ownerPk: keys.ownerPk, point: pointCm, deposit, salt });
  const same =
    orderCommitment(hasher, auctionId, packOrder(cells), inner) === c &&
    noteCommitment(hasher, change) === entry.changeCm;
  ensure(same, 'MEMO_INVALID', { field: 'memo', reason: 'does not open the order' });
  return { auctionId, point, cells, deposit, salt, c, change };
}

/** A settlement as its owner knows it. Money in 1e-8 currency. */
export interface Settled {
  /** K pairs, Wh. */
  readonly readings: readonly Reading[];
  readonly bill: Bill;
  /** The deposit less the bill, back in the wallet; of a late bill at most the deposit. */
  readonly refund: Note;
  /** What the DSO invoices where the deposit did not suffice. */
  readonly shortfall: bigint;
  /** A late bill has the fee in its fixed charge; 0 for one that came in its time. */
  readonly lateFee: bigint;
}

/** Opens an own settlement or late bill by its memo. @throws ProtocolError MEMO_INVALID */
export function openBill(
  ctx: WalletContext,
  auction: Pick<SettleAuction, 'market' | 'result' | 'late'>,
  order: OwnOrder,
  settlement: { readonly memo: Uint8Array; readonly refundCm: bigint },
): Settled {
  const memo = openSettleMemo(order.salt, order.auctionId, settlement.memo);
  ensure(memo !== undefined, 'MEMO_INVALID', { field: 'memo' });
  const refund = refundNote(ctx, order, memo.refund);
  ensure(noteCommitment(ctx.hasher, refund) === settlement.refundCm, 'MEMO_INVALID', { field: 'refund' });
  const bill = billOf(order.cells, memo.readings, auction.market, auction.result);
  const { shortfall } = refundAndShortfall(order.deposit, bill.cost);
  const lateFee = auction.late ? ctx.genesis.lateFee : 0n;
  return { readings: memo.readings, bill, refund, shortfall, lateFee };
}

/**
 * The settlement of an own order or its late bill, if the node shows one: that it stands is seen by its refund among
 * the notes. @throws ProtocolError MEMO_INVALID, FACT_INVALID
 */
export async function recoverSettlement(ctx: WalletContext, order: OwnOrder): Promise<Settled | undefined> {
  const { auctionId, salt } = order;
  const nf = settleNullifier(ctx.hasher, salt, auctionId);
  const own = (items: readonly SettlementEntry[]) => items.find((s) => s.nf === nf);
  const inTime = own(await allItems((query) => ctx.api.settlements({ params: { auctionId }, query })));
  const found = inTime ?? own(await allItems((query) => ctx.api.lateBills({ params: { auctionId }, query })));
  if (!found) return undefined;
  const auction = await fetchAuction(ctx, auctionId);
  // The digest is in terms alone, and a bill that stands on the chain was built under them.
  const form = { late: inTime === undefined, statusDigest: NO_STATUS_DIGEST };
  return openBill(ctx, settleAuctionOf(ctx, auction, form), order, found);
}
