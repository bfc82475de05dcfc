/**
 * The opening of a need. What everything after it takes for granted is checked here, once: quantities, prices, times, the
 * days of its baseline, that wasting for it does not pay, and money for the worst day of buyer, operator and regulator.
 * The buyer's steps stand first in the book, which hides the result of few: the margin of the steps would be the sum of
 * the offers. docs/protocol/flexibility.md "Bounds and refusals at opening".
 */
import { ensure } from '@veilgrid/protocol/errors';
import { FLEXIBILITY_LOG } from '@veilgrid/protocol/flexibility/log';
import {
  needIdOf,
  needSeries,
  type OpenNeedBody,
  stepCommitments,
} from '@veilgrid/protocol/flexibility/need';
import { checkNeedPrices } from '@veilgrid/protocol/flexibility/needPrices';
import { checkNeedQuantities } from '@veilgrid/protocol/flexibility/needQuantities';
import { checkNeedTimes } from '@veilgrid/protocol/flexibility/needTimes';
import { availabilityLock, openingLock } from '@veilgrid/protocol/flexibility/prices';
import { TERMS_DAYS } from '@veilgrid/protocol/flexibility/terms';
import { MIN_GROUP } from '@veilgrid/protocol/params';
import { ensureLocks } from '../core/books/locks.js';
import { checkShares, openBook } from '../core/books/openBook.js';
import { putGroup } from '../core/groups/group.js';
import type { Handler } from '../core/handler.js';
import { writeLog } from '../core/log.js';
import { ensureBalance, moveBalance, moveSupply } from '../core/money/accounts.js';
import { has } from '../core/record.js';
import type { StateContext } from '../core/view.js';
import type { Auction } from '../market/auction.js';
import { requireArea } from './areas.js';
import { baselineList } from './baselineList.js';
import { pinFlexDay } from './day.js';
import { auctionsOf } from './dayAuctions.js';
import { ensureNoInflation } from './inflation.js';
import { keys } from './keys.js';
import { putNeed } from './need.js';
import { checkReferences, keepZones } from './references.js';
import { ensureRoom } from './room.js';

export const openNeed: Handler<'openNeed'> = {
  check(ctx, view, body) {
    const { zones } = requireArea(view, body.areaId);
    const id = idOf(ctx, body);
    ensure(!has(view, keys.need(id)), 'NEED_EXISTS', { field: 'day' });
    checkNeedQuantities(ctx.genesis.params.K, body);
    checkNeedPrices(body);
    const auctions = auctionsOf(view, zones, body.day);
    ensureOpenAuctions(zones, auctions);
    checkNeedTimes(ctx.genesis, body, { auctions, references: checkReferences(ctx, view, body) }, ctx.time);
    const list = baselineList(ctx, view, body);
    ensureRoom(ctx, view, zones, auctions, list);
    ensureNoInflation(ctx, view, body, list);
    checkShares(ctx, view, id, body);
    ensureBalance(view, 'dso', openingLock(body));
    ensureLocks(view, roleLock(ctx, body));
  },
  apply(ctx, writer, body) {
    const { hasher, genesis } = ctx;
    const needId = idOf(ctx, body);
    const days = baselineList(ctx, writer, body);
    const auctions = auctionsOf(writer, requireArea(writer, body.areaId).zones, body.day);
    pinFlexDay(ctx, writer, body.day);
    keepZones(writer, body);
    const lock = openingLock(body);
    moveBalance(writer, 'dso', -lock);
    moveSupply(writer, { bonds: lock });
    const minGroup = MIN_GROUP + body.steps.length;
    openBook(
      ctx,
      writer,
      { ...body, id: needId, lock: roleLock(ctx, body), minGroup, hides: 1 },
      stepCommitments(hasher, needId, body.steps),
    );
    const ids = auctions.map(({ auctionId }) => auctionId);
    putNeed(ctx, writer, { needId, need: body, auctions: ids, days }, lock);
    // Needs of one area may be summed together; what they sum is of several zones and is no zone's day.
    const series = needSeries(hasher, genesis.chainId, body.areaId);
    const group = { rules: 'deliveries', series, freezes: body.deliverEnd, zone: 0, day: 0 };
    putGroup(ctx, writer, { ...group, id: needId });
    const padded = Array.from({ length: TERMS_DAYS }, (_, i) => days[i] ?? 0);
    const entry = { needId, n: days.length, days: padded, auctions: ids };
    writeLog(ctx, writer, FLEXIBILITY_LOG.baseline, entry);
  },
};

/** Area and day make the id, so no need is ever opened twice. */
function idOf({ hasher, genesis }: StateContext, body: OpenNeedBody): bigint {
  return needIdOf(hasher, genesis.chainId, body);
}

/** Of operator and regulator each: silence may bring the buyer what its availability would cost. */
function roleLock({ genesis: { roleBond } }: StateContext, body: OpenNeedBody): bigint {
  const worst = availabilityLock(body);
  return worst > roleBond ? worst : roleBond;
}

/** Homes of every zone can still have a day to be measured by. */
function ensureOpenAuctions(zones: readonly number[], auctions: readonly Auction[]): void {
  for (const zone of zones) {
    const open = auctions.some((auction) => auction.zone === zone && auction.outcome === 'open');
    ensure(open, 'AUCTION_MISSING', { field: 'areaId', zone });
  }
}
