/** The opening of an auction: what is fixed there, and what opening refuses. */
import { type PointRecord, zoneTariff } from '@veilgrid/protocol/core/points';
import { ensure } from '@veilgrid/protocol/errors';
import { AUCTION_GROUP, auctionIdOf, type OpenAuctionBody } from '@veilgrid/protocol/market/auction';
import { MIN_GROUP, MONEY_LANE_BOUND, NET_LANE_BOUND, SECONDS_PER_DAY } from '@veilgrid/protocol/params';
import { putGroup } from '../core/groups.js';
import type { Ledger } from '../core/ledger.js';
import { move } from '../core/money.js';
import { groupAt, isEven, pointsOfDay } from '../core/points.js';
import { openReadings } from '../core/readings.js';
import { openBook } from '../core/sealedBooks.js';
import { isPrice, tariffOf } from '../core/tariffs.js';
import type { MarketRule } from './book.js';
import { bondOf, largestOf, lockOf, type Market, marketOf, mostNet, worstOf } from './prices.js';

export const openAuction: MarketRule<'openAuction'> = (ledger, terms) => {
  const { books, genesis, hasher } = ledger;
  const { chainId, roleBond } = genesis;
  const id = auctionIdOf(hasher, chainId, terms);
  ensure(!books.auctions.has(id), 'AUCTION_EXISTS', { field: 'day' });
  checkTimes(ledger, terms);
  const market = marketOf(terms, tariffOf(books, terms.tariffId, terms.day));
  checkPrices(market);
  const pinned = pointsOfDay(books, terms.day);
  const points = groupAt(books, terms, pinned.changes);
  checkTiers(terms.tiers, points);
  ensure(isEven(points), 'GROUP_UNEVEN', { field: 'zone' });
  checkLanes(market, terms.tiers, points, genesis.lateFee);
  const lock = lockOf(roleBond, market, points);
  const sealed = openBook(ledger, { ...terms, id, lock, ...AUCTION_GROUP });
  const bond = bondOf(market, points);
  move(books, 'supplier', 'bonds', bond);
  books.auctions.set(id, {
    id,
    terms,
    market,
    sealed,
    pointRoot: pinned.root,
    bond,
    largestBond: largestOf(market, points),
    deposits: 0n,
    status: { parts: 0, listed: new Set(), struck: new Set(), digest: new Uint8Array(32) },
    settled: new Set(),
    late: { count: 0, deposits: 0n, paid: 0n, fees: 0n },
  });
  const { zone, day, settleEnd } = terms;
  openReadings(ledger, id, settleEnd);
  const series = zoneTariff(zone, terms.tariffId);
  putGroup(ledger, { id, rules: 'settlements', series, freezes: settleEnd, zone, day });
};

/** Nobody has less time than genesis says, and no opening is further ahead of its day. */
function checkTimes({ genesis, time }: Ledger, terms: OpenAuctionBody): void {
  const { windows } = genesis;
  const dayStart = terms.day * SECONDS_PER_DAY;
  const spans: readonly (readonly [from: bigint | number, to: bigint | number, least: number])[] = [
    [time, terms.gate, windows.gate],
    [terms.gate, terms.release, windows.release],
    [terms.release, terms.close, windows.close],
    [terms.close, dayStart, windows.start],
    [dayStart + SECONDS_PER_DAY, terms.settleFrom, windows.settleFrom],
    [terms.settleFrom, terms.settleEnd, windows.settleEnd],
    [terms.settleEnd, terms.publish, windows.publish],
  ];
  const wide = spans.every(([from, to, least]) => BigInt(to) >= BigInt(from) + BigInt(least));
  ensure(wide && BigInt(dayStart) <= time + BigInt(windows.ahead), 'AUCTION_TIMES_INVALID');
}

function checkPrices({ floor, tick, cap, collateral, importPrice, discount }: Market): void {
  ensure(tick >= 1n && [floor, cap, collateral].every(isPrice), 'AUCTION_PRICES_INVALID');
  const covered = [cap, ...importPrice.map((p, k) => p + discount[k]!)];
  ensure(
    covered.every((price) => collateral >= price),
    'AUCTION_PRICES_INVALID',
    { field: 'collateral' },
  );
}

/** Tiers ascend, each is for nobody or for a group, and the top one is enough for everybody. */
function checkTiers(tiers: readonly bigint[], points: readonly PointRecord[]): void {
  ensure(points.length > 0, 'NO_POINTS', { field: 'zone' });
  let rest = points;
  tiers.forEach((tier, i) => {
    ensure(tier > (tiers[i - 1] ?? 0n), 'AUCTION_TIERS_INVALID', { field: `tiers.${i}` });
    const above = rest.filter((p) => p.dayLimit > tier);
    const members = rest.length - above.length;
    ensure(members === 0 || members >= MIN_GROUP, 'AUCTION_TIERS_INVALID', { field: `tiers.${i}`, members });
    rest = above;
  });
  ensure(rest.length === 0, 'AUCTION_TIERS_INVALID', { field: 'tiers' });
}

/** Every settlement of every point must fit its lanes, whatever the day brings. */
function checkLanes(
  market: Market,
  tiers: readonly bigint[],
  points: readonly PointRecord[],
  lateFee: bigint,
): void {
  const deposit = tiers.at(-1)!;
  for (const point of points) {
    const { network, cost } = worstOf(market, point);
    const lane = 2n * deposit + cost + lateFee;
    const fits = network < MONEY_LANE_BOUND && lane < MONEY_LANE_BOUND;
    ensure(fits, 'AUCTION_LANES_OVERFLOW', { position: point.position });
  }
  ensure(mostNet(points) < NET_LANE_BOUND, 'AUCTION_LANES_OVERFLOW', { field: 'zone' });
}
