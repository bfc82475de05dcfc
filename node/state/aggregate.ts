import { ensure, fail } from '@veilgrid/protocol/errors';
import { mod, R } from '@veilgrid/protocol/field';
import { openTotals, type Totals } from '@veilgrid/protocol/lanes';
import { paramsOf } from '@veilgrid/protocol/params';
import { container, Fr, listOf, Money, U32, U64 } from '@veilgrid/protocol/ssz';
import { assertConservation, MAX_MONEY, moveBalance, moveSupply } from './accounts.js';
import { type Auction, requireAuction } from './auction.js';
import type { Handler } from './handler.js';
import { keys } from './keys.js';
import { getMaskSum } from './maskSum.js';
import { ordersOf } from './order.js';
import { has, read, write } from './record.js';
import { laneSums, settlementCount } from './settlement.js';
import type { StateContext, StateView } from './view.js';

const { K: MAX_PERIODS } = paramsOf('full');

const AggregateRecord = container({
  members: U32,
  /** Wh by settlement period. */
  imports: listOf(U64, MAX_PERIODS),
  exports: listOf(U64, MAX_PERIODS),
  refund: Money,
  network: Money,
  shortfall: Money,
  /** Signed, modulo r. */
  tradeNet: Fr,
  deposits: Money,
  dsoShare: Money,
  /** What came back to the supplier: bond and pool. */
  supplierShare: Money,
  dsoDebt: Money,
});

/** The verified totals of an auction and how its money was shared out. */
export interface Aggregate extends Totals {
  readonly deposits: bigint;
  readonly dsoShare: bigint;
  readonly supplierShare: bigint;
  /** What the DSO owed the supplier afterwards, over all auctions. */
  readonly dsoDebt: bigint;
}

export function getAggregate(view: StateView, id: bigint): Aggregate | undefined {
  const record = read(view, keys.aggregate(id), AggregateRecord);
  if (!record) return undefined;
  const tradeNet = record.tradeNet > R / 2n ? record.tradeNet - R : record.tradeNet;
  return { ...record, tradeNet };
}

/** What the DSO owes the supplier from its next shares. */
export function dsoDebt(view: StateView): bigint {
  return read(view, keys.dsoDebt, Money) ?? 0n;
}

/** @throws ProtocolError MASK_SUM_MISSING, LANES_INVALID */
function totalsOf(ctx: StateContext, view: StateView, auction: Auction): Totals {
  const id = auction.auctionId;
  const sums = [0, 1].map((aggregator) => {
    const sum = getMaskSum(view, id, aggregator);
    if (!sum) throw fail('MASK_SUM_MISSING', { aggregator });
    return sum;
  });
  const { params } = ctx.genesis;
  const totals = openTotals(params, settlementCount(view, id), laneSums(ctx, view, id), sums);
  if (!totals) throw fail('LANES_INVALID');
  return totals;
}

/**
 * The DSO holds the invoices for shortfalls, so they count as paid to it; where they exceed its network
 * charges it owes the supplier the rest from its next shares. The supplier stands for what is left of
 * the deposits, and its bond for what is missing. protocol.md statement 9.
 */
function shares(view: StateView, auction: Auction, totals: Totals) {
  const { deposits } = ordersOf(view, auction.auctionId);
  const claim = totals.network - totals.shortfall - dsoDebt(view);
  const dsoShare = claim > 0n ? claim : 0n;
  const pool = deposits - totals.refund - dsoShare;
  return { deposits, dsoShare, supplierShare: auction.bond + pool, dsoDebt: dsoShare - claim };
}

export const publish: Handler<'publish'> = {
  check(ctx, view, body) {
    const auction = requireAuction(view, body.auctionId);
    ensure(ctx.time >= auction.publish, 'PHASE_WRONG');
    ensure(!has(view, keys.aggregate(body.auctionId)), 'ALREADY_PUBLISHED');
    const { supplierShare, dsoDebt: debt } = shares(view, auction, totalsOf(ctx, view, auction));
    // The bond is large enough for the worst day; checked, because a negative share would be new money.
    ensure(supplierShare >= 0n, 'BOND_EXHAUSTED');
    // Shortfalls are owed outside the ledger, so the money on it does not bound their sum.
    ensure(debt <= MAX_MONEY, 'AMOUNT_OVERFLOW', { field: 'dsoDebt' });
  },
  apply(ctx, writer, body) {
    const id = body.auctionId;
    const auction = requireAuction(writer, id);
    const totals = totalsOf(ctx, writer, auction);
    const share = shares(writer, auction, totals);
    write(writer, keys.aggregate(id), AggregateRecord, {
      ...share,
      ...totals,
      imports: [...totals.imports],
      exports: [...totals.exports],
      tradeNet: mod(totals.tradeNet),
    });
    write(writer, keys.dsoDebt, Money, share.dsoDebt);
    moveBalance(writer, 'dso', share.dsoShare);
    moveBalance(writer, 'supplier', share.supplierShare);
    moveSupply(writer, {
      shielded: auction.bond - share.dsoShare - share.supplierShare,
      deposits: -share.deposits,
      bonds: -auction.bond,
    });
    assertConservation(writer);
  },
};
