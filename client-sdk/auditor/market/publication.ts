/** The totals that a set's mask sums open, and who gets its money. protocol/market.md, publish. */
import { mod } from '@veilgrid/protocol/core/crypto/field';
import { ensure } from '@veilgrid/protocol/errors';
import type { Totals } from '@veilgrid/protocol/market/lanes';
import { MARKET_LOG } from '@veilgrid/protocol/market/log';
import { MAX_QTY, MONEY_LANE_BOUND, type Params, TRADE_NET_OFFSET } from '@veilgrid/protocol/params';
import type { GroupBook } from '../core/books.js';
import { groupOf, membersOf, openedWith, unmasked } from '../core/groups.js';
import { enterLog } from '../core/log.js';
import { move } from '../core/money.js';
import type { MarketRule } from './book.js';
import { forfeitsOf } from './forfeits.js';
import { auctionOf } from './trading.js';

/** `count` values of `bits` each, lowest first; nothing may stand above them. */
function unpack(word: bigint, count: number, bits: bigint): bigint[] {
  ensure(word >> (bits * BigInt(count)) === 0n, 'LANES_INVALID');
  const mask = (1n << bits) - 1n;
  return Array.from({ length: count }, (_, i) => (word >> (bits * BigInt(i))) & mask);
}

/** The sums of lanes; none may hold more than its members can have put there. */
function openTotals(params: Params, set: readonly GroupBook[]): Totals {
  const words = unmasked(set);
  const members = BigInt(set.reduce((sum, group) => sum + membersOf(group), 0));
  const loads = words.slice(0, -1).flatMap((word) => unpack(word, 6, 42n));
  loads.forEach((load, i) => {
    ensure(load <= (i < 2 * params.K ? members * BigInt(MAX_QTY) : 0n), 'LANES_INVALID', { lane: i });
  });
  const money = unpack(words.at(-1)!, 4, 63n);
  ensure(
    money.every((amount) => amount < members * MONEY_LANE_BOUND),
    'LANES_INVALID',
  );
  const [refund, network, shortfall, trade] = money as [bigint, bigint, bigint, bigint];
  return {
    members: Number(members),
    imports: loads.slice(0, params.K),
    exports: loads.slice(params.K, 2 * params.K),
    refund,
    network,
    shortfall,
    tradeNet: trade - members * TRADE_NET_OFFSET,
  };
}

export const publish: MarketRule<'publish'> = (ledger, body) => {
  const { books, genesis, time } = ledger;
  const auction = auctionOf(books, body.auctionId);
  ensure(time >= auction.terms.publish, 'PHASE_WRONG');
  ensure(!auction.published, 'ALREADY_PUBLISHED');
  const group = groupOf(books, auction.id);
  const groups = openedWith(ledger, group);
  ensure(groups.at(-1) === group, 'GROUP_TOO_SMALL', { members: membersOf(group) });
  const totals = openTotals(genesis.params, groups);
  const set = groups.map(({ id }) => auctionOf(books, id));
  const deposits = set.reduce((sum, each) => sum + each.deposits, 0n);
  const bonds = set.reduce((sum, each) => sum + each.bond, 0n);
  const claim = totals.network - totals.shortfall - books.dsoDebt;
  const dsoShare = claim > 0n ? claim : 0n;
  const dsoDebt = dsoShare - claim;
  // Bonds and deposits pay the refunds, which are notes already, then the DSO; the supplier has the rest.
  const { forfeits, forfeitRest } = forfeitsOf(books, set);
  const supplierShare = bonds + deposits + forfeits - forfeitRest - totals.refund - dsoShare;
  ensure(supplierShare >= 0n, 'BOND_EXHAUSTED');
  move(books, 'bonds', 'shielded', bonds);
  move(books, 'shielded', 'dso', dsoShare + forfeitRest);
  move(books, 'shielded', 'supplier', supplierShare);
  books.dsoDebt = dsoDebt;
  const auctions = set.map(({ id }) => id);
  const { imports, exports, tradeNet, ...rest } = totals;
  enterLog(books, MARKET_LOG.aggregate, {
    ...rest,
    auctionId: auction.id,
    auctions,
    imports: [...imports],
    exports: [...exports],
    tradeNet: mod(tradeNet),
  });
  const published = { auctions, totals, deposits, dsoShare, forfeitRest, supplierShare, dsoDebt };
  for (const each of set) each.published = published;
};
