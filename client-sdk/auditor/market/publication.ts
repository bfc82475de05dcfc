/** Who gets the money of a set whose sums are open, and what is left of it later. protocol/market.md, publish. */
import { ensure } from '@veilgrid/protocol/errors';
import type { MoneyLanes } from '@veilgrid/protocol/market/lanes';
import { MARKET_LOG } from '@veilgrid/protocol/market/log';
import { MAX_MONEY, MONEY_LANE_BOUND } from '@veilgrid/protocol/params';
import { enterPublished, groupOf, membersOf, openedWith, sizeNow } from '../core/groups.js';
import { enterLog } from '../core/log.js';
import { moneyOf } from '../core/maskSum.js';
import { move } from '../core/money.js';
import { entryCount } from '../core/sealedBooks.js';
import { lateEnd, type MarketRule } from './book.js';
import { forfeitsOf } from './forfeits.js';
import { auctionOf } from './order.js';
import { roundingOf } from './prices.js';

/** Four amounts of 63 bits, lowest first; none may hold more than its members can have put there. */
function readMoney(word: bigint, members: number): MoneyLanes {
  ensure(word >> 252n === 0n, 'LANES_INVALID');
  const [refund, network, shortfall, deposit] = [0n, 63n, 126n, 189n].map((at) =>
    BigInt.asUintN(63, word >> at),
  ) as [bigint, bigint, bigint, bigint];
  const bound = BigInt(members) * MONEY_LANE_BOUND;
  ensure(
    [refund, network, shortfall, deposit].every((amount) => amount < bound),
    'LANES_INVALID',
  );
  return { refund, network, shortfall, deposit };
}

export const publish: MarketRule<'publish'> = (ledger, body) => {
  const { books, time } = ledger;
  const auction = auctionOf(books, body.auctionId);
  ensure(time >= auction.terms.publish, 'PHASE_WRONG');
  ensure(!auction.published, 'ALREADY_PUBLISHED');
  const group = groupOf(books, auction.id);
  const groups = openedWith(ledger, group);
  ensure(groups.at(-1) === group, 'GROUP_TOO_SMALL', { members: membersOf(group) });
  const set = groups.map(({ id }) => auctionOf(books, id));
  ensure(
    set.every(({ sealed }) => sealed.outcome !== 'open'),
    'PHASE_WRONG',
  );
  const members = groups.reduce((count, each) => count + membersOf(each), 0);
  const money = readMoney(moneyOf(ledger, groups), members);
  const total = (amount: (each: (typeof set)[number]) => bigint) =>
    set.reduce((sum, each) => sum + amount(each), 0n);
  const deposits = total((each) => each.deposits);
  const bonds = total((each) => each.bond);
  const late = {
    count: set.reduce((count, each) => count + each.late.count, 0),
    paid: total((each) => each.late.paid),
    fees: total((each) => each.late.fees),
  };
  const claim = money.network - money.shortfall - books.dsoDebt;
  const dsoShare = claim > 0n ? claim : 0n;
  const dsoDebt = dsoShare - claim;
  const unsettled = deposits - money.deposit - total((each) => each.late.deposits);
  ensure(unsettled >= 0n, 'LANES_INVALID');
  const { forfeits, forfeitRest } = forfeitsOf(books, set);
  // Bonds, deposits and forfeits pay the notes of refunds and late bills, the fees, then the DSO.
  const left = bonds + deposits + forfeits - money.refund - late.paid - late.fees - dsoShare - forfeitRest;
  ensure(left >= 0n, 'BOND_EXHAUSTED');
  ensure(dsoDebt <= MAX_MONEY, 'AMOUNT_OVERFLOW', { field: 'dsoDebt' });
  const kept = unsettled < left ? unsettled : left;
  move(books, 'bonds', 'shielded', bonds);
  move(books, 'shielded', 'dso', dsoShare + forfeitRest);
  move(books, 'shielded', 'issuer', late.fees);
  move(books, 'shielded', 'held', kept);
  move(books, 'shielded', 'supplier', left - kept);
  books.dsoDebt = dsoDebt;
  const auctions = set.map(({ id }) => id);
  enterPublished(ledger, groups);
  enterLog(books, MARKET_LOG.aggregate, { auctionId: auction.id, auctions, members, ...money });
  const shared = { deposits, dsoShare, forfeitRest, supplierShare: left - kept, dsoDebt, held: kept };
  const published = { auctions, members, money, late, ...shared };
  for (const each of set) each.published = published;
};

/** What no late bill took. */
export const releaseHeld: MarketRule<'releaseHeld'> = (ledger, { host }) => {
  const { books, time } = ledger;
  const { published } = auctionOf(books, host);
  ensure(published !== undefined && published.auctions.at(-1) === host, 'HELD_LOCKED', { field: 'host' });
  for (const id of published.auctions) {
    ensure(time >= lateEnd(ledger, auctionOf(books, id)), 'HELD_LOCKED', { field: 'host' });
  }
  ensure(published.held > 0n, 'HELD_EXHAUSTED', { field: 'host' });
  move(books, 'held', 'supplier', published.held);
  published.held = 0n;
};

/** What the few who settled or came late cannot need of the bond any more. */
export const releaseBond: MarketRule<'releaseBond'> = (ledger, { auctionId }) => {
  const { books, time } = ledger;
  const auction = auctionOf(books, auctionId);
  ensure(!auction.published, 'ALREADY_PUBLISHED');
  ensure(time >= lateEnd(ledger, auction) && auction.sealed.outcome !== 'open', 'PHASE_WRONG');
  const group = groupOf(books, auctionId);
  const billed = BigInt(membersOf(group) + auction.late.count);
  const orders = BigInt(entryCount(auction.sealed));
  const needed = billed * auction.largestBond + orders * roundingOf(auction.market);
  ensure(sizeNow(ledger, group) === 'small' && needed < auction.bond, 'BOND_KEPT');
  move(books, 'bonds', 'supplier', auction.bond - needed);
  auction.bond = needed;
};
