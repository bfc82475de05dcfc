/**
 * Shares out the money of a set of auctions whose sums are open. Relies on a merged set that is final, on both mask
 * sums being proven over exactly its tags, and on settle for the range of every lane; bounds are checked all the
 * same, and books that do not add up afterwards halt the ledger. protocol/market.md, publish.
 */
import { container, Fr, Money, U32 } from '@veilgrid/protocol/core/ssz';
import { ensure, fail } from '@veilgrid/protocol/errors';
import { type MoneyLanes, openMoney } from '@veilgrid/protocol/market/lanes';
import { MARKET_LOG } from '@veilgrid/protocol/market/log';
import { MAX_MONEY } from '@veilgrid/protocol/params';
import { memberCount } from '../core/groups/group.js';
import { publishedWith, requireSet, sealSet } from '../core/groups/mergedSet.js';
import { openedMoney } from '../core/groups/openedSum.js';
import type { Handler } from '../core/handler.js';
import { readLog, writeLog } from '../core/log.js';
import { assertConservation, dsoDebt, moveBalance, moveSupply, setDsoDebt } from '../core/money/accounts.js';
import { mustRead, write } from '../core/record.js';
import type { StateContext, StateView } from '../core/view.js';
import { type Auction, requireAuction } from './auction.js';
import { forfeitsOf } from './forfeits.js';
import { setHeld } from './held.js';
import { keys } from './keys.js';
import { type LateBills, lateBillsOf } from './lateBill.js';
import { ordersOf } from './order.js';
import { lockedBond } from './releaseBond.js';

const shareFields = {
  /** Of all orders. */
  deposits: Money,
  dsoShare: Money,
  /** Of forfeits, to the DSO too. */
  forfeitRest: Money,
  /** What came back to the supplier: bonds and pools. */
  supplierShare: Money,
  /** Kept for late bills, of what nobody settled. */
  held: Money,
  dsoDebt: Money,
} as const;

/** How the money was shared out; what was opened stands in the log. */
const PublicationRecord = container({
  ...shareFields,
  /** Late bills before the publication. */
  lateCount: U32,
  latePaid: Money,
  lateFees: Money,
});

/** The opened money of a set and how it was shared out. */
export interface Publication {
  /** The auctions summed: those whose sets were merged, then the one that took them in. */
  readonly auctions: readonly bigint[];
  readonly members: number;
  readonly refund: bigint;
  readonly network: bigint;
  readonly shortfall: bigint;
  /** Of the orders that settled. */
  readonly deposit: bigint;
  readonly deposits: bigint;
  readonly dsoShare: bigint;
  readonly forfeitRest: bigint;
  readonly supplierShare: bigint;
  readonly held: bigint;
  /** What the DSO owed the supplier afterwards, over all auctions. */
  readonly dsoDebt: bigint;
  readonly lateCount: number;
  readonly latePaid: bigint;
  readonly lateFees: bigint;
}

/** The published set that an auction is part of. */
export function getPublication(view: StateView, id: bigint): Publication | undefined {
  const host = publishedWith(view, id);
  if (host === undefined) return undefined;
  const shared = mustRead(view, keys.publication(host), PublicationRecord);
  const { auctionId: _, ...opened } = readLog(view, MARKET_LOG.aggregate, Fr.serialize(host));
  return { ...shared, ...opened };
}

/** The auctions of a set, the one under which it is published last. */
type MergedAuctions = readonly Auction[];

/** @throws ProtocolError GROUP_TOO_SMALL for a set that waits for a larger one, or was merged into it */
function setOf(ctx: StateContext, view: StateView, id: bigint): MergedAuctions {
  const set = requireSet(ctx, view, id);
  ensure(set.at(-1) === id, 'GROUP_TOO_SMALL', { members: memberCount(view, id) });
  const auctions = set.map((each) => requireAuction(view, each));
  // An auction that nobody made void holds deposits that no sum knows of.
  const ended = auctions.every(({ outcome }) => outcome !== 'open');
  ensure(ended, 'PHASE_WRONG', { field: 'auctionId' });
  return auctions;
}

interface OpenedMoney extends MoneyLanes {
  readonly members: number;
}

/** @throws ProtocolError MASK_SUM_MISSING, LANES_INVALID */
function moneyOf(ctx: StateContext, view: StateView, set: MergedAuctions): OpenedMoney {
  const ids = set.map(({ auctionId }) => auctionId);
  const { word, members } = openedMoney(ctx, view, ids);
  const money = openMoney(word, members);
  if (!money) throw fail('LANES_INVALID');
  return { ...money, members };
}

function lateOf(view: StateView, set: MergedAuctions): LateBills {
  return set
    .map(({ auctionId }) => lateBillsOf(view, auctionId))
    .reduce((a, b) => ({
      count: a.count + b.count,
      deposits: a.deposits + b.deposits,
      paid: a.paid + b.paid,
      fees: a.fees + b.fees,
    }));
}

/**
 * The DSO holds the invoices for shortfalls, so they count as paid to it; where they exceed its network charges it
 * owes the supplier the rest from its next shares. Of what nobody settled as much is held as is there; the supplier
 * has what is left, and its bonds stand for what is missing. Of forfeits it has nothing. Shares may be negative here.
 * protocol/market.md, publish.
 * @throws ProtocolError LANES_INVALID
 */
function sharesOf(view: StateView, set: MergedAuctions, money: MoneyLanes, late: LateBills) {
  const deposits = set.reduce((sum, { auctionId }) => sum + ordersOf(view, auctionId).deposits, 0n);
  const claim = money.network - money.shortfall - dsoDebt(view);
  const dsoShare = claim > 0n ? claim : 0n;
  const unsettled = deposits - money.deposit - late.deposits;
  ensure(unsettled >= 0n, 'LANES_INVALID', { field: 'deposit' });
  const { all: forfeits, rest: forfeitRest } = forfeitsOf(view, set);
  const paid = money.refund + late.paid + late.fees + dsoShare + forfeitRest;
  const available = bondsOf(view, set) + deposits + forfeits - paid;
  const held = unsettled < available ? unsettled : available;
  return {
    deposits,
    dsoShare,
    forfeitRest,
    available,
    held,
    supplierShare: available - held,
    dsoDebt: dsoShare - claim,
  };
}

const bondsOf = (view: StateView, set: MergedAuctions) =>
  set.reduce((sum, auction) => sum + lockedBond(view, auction), 0n);

export const publish: Handler<'publish'> = {
  check(ctx, view, body) {
    const auction = requireAuction(view, body.auctionId);
    ensure(ctx.time >= auction.publish, 'PHASE_WRONG');
    ensure(publishedWith(view, body.auctionId) === undefined, 'ALREADY_PUBLISHED');
    const set = setOf(ctx, view, body.auctionId);
    const money = moneyOf(ctx, view, set);
    const { available, dsoDebt: debt } = sharesOf(view, set, money, lateOf(view, set));
    // The bonds are large enough for the worst days; checked, because a negative share would be new money.
    ensure(available >= 0n, 'BOND_EXHAUSTED');
    // Shortfalls are owed outside the ledger, so the money on it does not bound their sum.
    ensure(debt <= MAX_MONEY, 'AMOUNT_OVERFLOW', { field: 'dsoDebt' });
  },
  apply(ctx, writer, body) {
    const id = body.auctionId;
    const set = setOf(ctx, writer, id);
    const money = moneyOf(ctx, writer, set);
    const late = lateOf(writer, set);
    const share = sharesOf(writer, set, money, late);
    const bonds = bondsOf(writer, set);
    const auctions = set.map(({ auctionId }) => auctionId);
    const lateFields = { lateCount: late.count, latePaid: late.paid, lateFees: late.fees };
    write(writer, keys.publication(id), PublicationRecord, { ...share, ...lateFields });
    setHeld(writer, id, share.held);
    writeLog(ctx, writer, MARKET_LOG.aggregate, {
      auctionId: id,
      auctions,
      ...money,
    });
    sealSet(ctx, writer, auctions);
    setDsoDebt(writer, share.dsoDebt);
    moveBalance(writer, 'dso', share.dsoShare + share.forfeitRest);
    moveBalance(writer, 'supplier', share.supplierShare);
    moveBalance(writer, 'issuer', late.fees);
    // What is left of deposits and bonds is notes, refunds and late bills.
    moveSupply(writer, {
      shielded: bonds - share.dsoShare - share.forfeitRest - share.supplierShare - late.fees - share.held,
      deposits: -share.deposits - forfeitsOf(writer, set).all,
      bonds: -bonds,
      held: share.held,
    });
    assertConservation(writer);
  },
};
