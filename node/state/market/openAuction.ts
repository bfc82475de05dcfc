/**
 * The opening of an auction. What everything after it takes for granted is checked here, once: the windows of genesis, no
 * term of a deposit below 0, tiers that single nobody out, lanes that cannot overflow, fresh key shares whose
 * scalars are known, bonds for the worst day. Relies on publishTariff and on enrolment for the bounds of prices and
 * points. protocol/market.md "Market data of an auction", openAuction.
 */
import { unevenIn } from '@veilgrid/protocol/core/evenGroup';
import { type PointRecord, zoneTariff } from '@veilgrid/protocol/core/points';
import { ensure } from '@veilgrid/protocol/errors';
import {
  AUCTION_GROUP,
  auctionIdOf,
  capOf,
  type MarketData,
  marketData,
  type OpenAuctionBody,
} from '@veilgrid/protocol/market/auction';
import { largestBond, netBound, roleLock, supplierBond, worstDay } from '@veilgrid/protocol/market/bond';
import { checkOpeningTimes } from '@veilgrid/protocol/market/openingTimes';
import { MIN_GROUP, MONEY_LANE_BOUND, NET_LANE_BOUND } from '@veilgrid/protocol/params';
import { ensureLocks } from '../core/books/locks.js';
import { checkShares, openBook } from '../core/books/openBook.js';
import { putGroup } from '../core/groups/group.js';
import type { Handler } from '../core/handler.js';
import { ensureBalance, moveBalance, moveSupply } from '../core/money/accounts.js';
import { dayPoints, pinDay } from '../core/points/day.js';
import { pointsAt } from '../core/points/group.js';
import { ensureReadingTreeRoom, openReadingTree } from '../core/readings/tree.js';
import { has } from '../core/record.js';
import { isPrice, requireTariff } from '../core/tariffs.js';
import type { StateContext, StateView } from '../core/view.js';
import { putAuction } from './auction.js';
import { keys } from './keys.js';
import { setDeposits } from './order.js';

export const openAuction: Handler<'openAuction'> = {
  check(ctx, view, body) {
    const id = idOf(ctx, body);
    ensure(!has(view, keys.auction(id)), 'AUCTION_EXISTS', { field: 'day' });
    checkOpeningTimes(ctx.genesis.windows, body, ctx.time);
    const market = marketFor(ctx, view, body);
    checkPrices(market);
    const points = pointsAt(view, body, dayPoints(ctx, view, body.day).changes);
    ensure(points.length > 0, 'NO_POINTS', { field: 'zone' });
    checkTiers(body.tiers, points);
    const uneven = unevenIn(points);
    ensure(uneven === undefined, 'GROUP_UNEVEN', { ...uneven });
    checkLanes(ctx, market, body.tiers, points);
    ensureReadingTreeRoom(view);
    checkShares(ctx, view, id, body);
    ensureBalance(view, 'supplier', supplierBond(market, points));
    ensureLocks(view, roleLock(ctx.genesis.roleBond, market, points));
  },
  apply(ctx, writer, body) {
    const auctionId = idOf(ctx, body);
    const pinned = pinDay(ctx, writer, body.day);
    const points = pointsAt(writer, body, pinned.changes);
    const market = marketFor(ctx, writer, body);
    const bond = supplierBond(market, points);
    moveBalance(writer, 'supplier', -bond);
    moveSupply(writer, { bonds: bond });
    const lock = roleLock(ctx.genesis.roleBond, market, points);
    openBook(ctx, writer, { ...body, id: auctionId, lock, ...AUCTION_GROUP });
    setDeposits(writer, auctionId, 0n);
    putAuction(writer, {
      ...body,
      auctionId,
      pointRoot: pinned.root,
      pointChanges: pinned.changes,
      bond,
      largestBond: largestBond(market, points),
    });
    // Settlements of one zone and tariff may be summed together, however many days they are apart.
    const series = zoneTariff(body.zone, body.tariffId);
    const { zone, day, settleEnd } = body;
    putGroup(ctx, writer, { id: auctionId, rules: 'settlements', series, freezes: settleEnd, zone, day });
    openReadingTree(writer, { id: auctionId, freezes: settleEnd });
  },
};

/** Zone, tariff and day make the id, so no auction is ever opened twice. */
function idOf({ hasher, genesis }: StateContext, body: OpenAuctionBody): bigint {
  return auctionIdOf(hasher, genesis.chainId, body);
}

function marketFor(ctx: StateContext, view: StateView, body: OpenAuctionBody): MarketData {
  return marketData(body, requireTariff(ctx.genesis.profile, view, body.tariffId, body.day));
}

/** Every term of the deposit must be ≥ 0: a sale is covered up to the cap and up to what it may cost. */
function checkPrices(market: MarketData): void {
  const { floor, tick, collateral, importPrice, discount } = market;
  ensure(tick >= 1n, 'AUCTION_PRICES_INVALID', { field: 'tick' });
  ensure(isPrice(floor), 'AUCTION_PRICES_INVALID', { field: 'floor' });
  ensure(isPrice(capOf(market)), 'AUCTION_PRICES_INVALID', { field: 'tick' });
  const covers = collateral >= capOf(market) && importPrice.every((p, k) => collateral >= p + discount[k]!);
  ensure(isPrice(collateral) && covers, 'AUCTION_PRICES_INVALID', { field: 'collateral' });
}

/** A deposit tells which tier a household needs: no tier may single out a few. */
function checkTiers(tiers: readonly bigint[], points: readonly PointRecord[]): void {
  ensure(tiers.length > 0, 'AUCTION_TIERS_INVALID', { field: 'tiers' });
  tiers.forEach((tier, i) => {
    const below = i === 0 ? -1n : tiers[i - 1]!;
    ensure(tier > 0n && tier > below, 'AUCTION_TIERS_INVALID', { field: `tiers.${i}` });
    const members = points.filter((p) => p.dayLimit > below && p.dayLimit <= tier).length;
    ensure(members === 0 || members >= MIN_GROUP, 'AUCTION_TIERS_INVALID', { field: `tiers.${i}`, members });
  });
  const top = tiers.at(-1)!;
  ensure(
    points.every((p) => p.dayLimit <= top),
    'AUCTION_TIERS_INVALID',
    { field: 'tiers' },
  );
}

/**
 * No settlement of any point may leave its lanes, or it could not be proven, and whether it is sent would tell of its
 * readings: refund is at most deposit − cost, shortfall at most cost. There is room for the fee of a late bill, and for
 * a share of a forfeit, which is at most the top tier. Nor may a half hour's net over all points leave its lane.
 */
function checkLanes(
  { genesis }: StateContext,
  market: MarketData,
  tiers: readonly bigint[],
  points: readonly PointRecord[],
): void {
  const most = 2n * tiers.at(-1)! + genesis.lateFee;
  for (const point of points) {
    const { network, cost } = worstDay(market, point);
    const fits = network < MONEY_LANE_BOUND && most + cost < MONEY_LANE_BOUND;
    ensure(fits, 'AUCTION_LANES_OVERFLOW', { position: point.position });
  }
  ensure(netBound(points) < NET_LANE_BOUND, 'AUCTION_LANES_OVERFLOW', { field: 'zone' });
}
