/**
 * Opens the sums of a set of auctions and shares out their money. Relies on a merged set that is final, on both mask
 * sums being proven over exactly its tags, and on settle for the range of every lane; bounds are checked all the
 * same, and books that do not add up afterwards halt the ledger. protocol/market.md, publish.
 */
import { mod, R } from '@veilgrid/protocol/core/crypto/field';
import { container, Fr, Money } from '@veilgrid/protocol/core/ssz';
import { ensure, fail } from '@veilgrid/protocol/errors';
import { openTotals, type Totals } from '@veilgrid/protocol/market/lanes';
import { MARKET_LOG } from '@veilgrid/protocol/market/log';
import { MAX_MONEY } from '@veilgrid/protocol/params';
import { laneSums, memberCount } from '../core/groups/group.js';

import { publishedWith, requireSet, sealSet } from '../core/groups/mergedSet.js';
import type { Handler } from '../core/handler.js';
import { readLog, writeLog } from '../core/log.js';
import { assertConservation, dsoDebt, moveBalance, moveSupply, setDsoDebt } from '../core/money/accounts.js';
import { mustRead, write } from '../core/record.js';
import type { StateContext, StateView } from '../core/view.js';
import { type Auction, requireAuction } from './auction.js';
import { keys } from './keys.js';
import { ordersOf } from './order.js';

/** How the money was shared out; what was opened stands in the log. */
const PublicationRecord = container({
  deposits: Money,
  dsoShare: Money,
  /** What came back to the supplier: bonds and pools. */
  supplierShare: Money,
  dsoDebt: Money,
});

/** The verified totals of a set and how the money of its auctions was shared out. */
export interface Publication extends Totals {
  /** The auctions summed: those whose sets were merged, then the one that took them in. */
  readonly auctions: readonly bigint[];
  readonly deposits: bigint;
  readonly dsoShare: bigint;
  readonly supplierShare: bigint;
  /** What the DSO owed the supplier afterwards, over all auctions. */
  readonly dsoDebt: bigint;
}

/** The published set that an auction is part of. */
export function getPublication(view: StateView, id: bigint): Publication | undefined {
  const host = publishedWith(view, id);
  if (host === undefined) return undefined;
  const shared = mustRead(view, keys.publication(host), PublicationRecord);
  const { auctionId: _, ...opened } = readLog(view, MARKET_LOG.aggregate, Fr.serialize(host));
  const tradeNet = opened.tradeNet > R / 2n ? opened.tradeNet - R : opened.tradeNet;
  return { ...shared, ...opened, tradeNet };
}

/** The auctions of a set, the one under which it is published last. */
type MergedAuctions = readonly Auction[];

/** @throws ProtocolError GROUP_TOO_SMALL for a set that waits for a larger one, or was merged into it */
function setOf(ctx: StateContext, view: StateView, id: bigint): MergedAuctions {
  const set = requireSet(ctx, view, id);
  ensure(set.at(-1) === id, 'GROUP_TOO_SMALL', { members: memberCount(view, id) });
  return set.map((each) => requireAuction(view, each));
}

/** @throws ProtocolError MASK_SUM_MISSING, LANES_INVALID */
function totalsOf(ctx: StateContext, view: StateView, set: MergedAuctions): Totals {
  const host = set.at(-1)!.auctionId;
  const sums = [0, 1].map((aggregator) => {
    const sum = getMaskSum(view, host, aggregator);
    if (!sum) throw fail('MASK_SUM_MISSING', { aggregator });
    return sum;
  });
  const { params } = ctx.genesis;
  const members = set.reduce((count, { auctionId }) => count + memberCount(view, auctionId), 0);
  const lanes = set.map(({ auctionId }) => laneSums(ctx, view, auctionId));
  const merged = lanes.reduce((sum, own) => sum.map((lane, i) => mod(lane + own[i]!)));
  const totals = openTotals(params, members, merged, sums);
  if (!totals) throw fail('LANES_INVALID');
  return totals;
}

/**
 * The DSO holds the invoices for shortfalls, so they count as paid to it; where they exceed its network
 * charges it owes the supplier the rest from its next shares. The supplier stands for what is left of
 * the deposits, and its bonds for what is missing. protocol/market.md, publish.
 */
function shares(view: StateView, set: MergedAuctions, totals: Totals) {
  const deposits = set.reduce((sum, { auctionId }) => sum + ordersOf(view, auctionId).deposits, 0n);
  const claim = totals.network - totals.shortfall - dsoDebt(view);
  const dsoShare = claim > 0n ? claim : 0n;
  const pool = deposits - totals.refund - dsoShare;
  return { deposits, dsoShare, supplierShare: bondsOf(set) + pool, dsoDebt: dsoShare - claim };
}

const bondsOf = (set: MergedAuctions) => set.reduce((sum, { bond }) => sum + bond, 0n);

export const publish: Handler<'publish'> = {
  check(ctx, view, body) {
    const auction = requireAuction(view, body.auctionId);
    ensure(ctx.time >= auction.publish, 'PHASE_WRONG');
    ensure(publishedWith(view, body.auctionId) === undefined, 'ALREADY_PUBLISHED');
    const set = setOf(ctx, view, body.auctionId);
    const { supplierShare, dsoDebt: debt } = shares(view, set, totalsOf(ctx, view, set));
    // The bonds are large enough for the worst days; checked, because a negative share would be new money.
    ensure(supplierShare >= 0n, 'BOND_EXHAUSTED');
    // Shortfalls are owed outside the ledger, so the money on it does not bound their sum.
    ensure(debt <= MAX_MONEY, 'AMOUNT_OVERFLOW', { field: 'dsoDebt' });
  },
  apply(ctx, writer, body) {
    const id = body.auctionId;
    const set = setOf(ctx, writer, id);
    const totals = totalsOf(ctx, writer, set);
    const share = shares(writer, set, totals);
    write(writer, keys.publication(id), PublicationRecord, share);
    writeLog(ctx, writer, MARKET_LOG.aggregate, {
      auctionId: id,
      auctions: set.map(({ auctionId }) => auctionId),
      ...totals,
      imports: [...totals.imports],
      exports: [...totals.exports],
      tradeNet: mod(totals.tradeNet),
    });
    sealSet(
      writer,
      set.map(({ auctionId }) => auctionId),
    );
    setDsoDebt(writer, share.dsoDebt);
    moveBalance(writer, 'dso', share.dsoShare);
    moveBalance(writer, 'supplier', share.supplierShare);
    moveSupply(writer, {
      shielded: bondsOf(set) - share.dsoShare - share.supplierShare,
      deposits: -share.deposits,
      bonds: -bondsOf(set),
    });
    assertConservation(writer);
  },
};
