/**
 * The payments of every need: what A and B go through before they open anything of them. Terms are computed again, and
 * proofs checked block by block: who alone has claimed otherwise than the chain says would be alone in a sum.
 * docs/protocol/flexibility.md "What opens".
 */
import { appendLeaf, emptyFrontier, type Frontier } from '@veilgrid/protocol/core/lists';
import { STATUS_METER } from '@veilgrid/protocol/core/readings';
import { needIdOf, needSeries, stepCommitments } from '@veilgrid/protocol/flexibility/need';
import type { ClaimBody, DeliverBody } from '@veilgrid/protocol/flexibility/paymentBodies';
import { auctionIdOf } from '@veilgrid/protocol/market/auction';
import { z } from 'zod';
import type { Addition } from '../../core/follower/extended.js';
import { impossible, type Moment, type Observers } from '../../core/follower/watch.js';
import {
  type FollowedGroups,
  followedGroup,
  followGroup,
  followMember,
} from '../../core/sets/followedGroups.js';
import { openedSet } from '../../core/sets/followedOpenings.js';
import {
  followLeaf,
  followLeafPin,
  hasBegun,
  pinnedGroup,
  pinnedPoints,
} from '../../core/sets/followedPoints.js';
import type { FollowedTable } from '../../core/sets/followedRules.js';
import {
  auctionsOfArea,
  followArea,
  followAuctionDay,
  followAuctionEnd,
  followedArea,
  noAreas,
} from './areas.js';
import type { WatchedChain } from './needBooks.js';
import { effectiveCalled, type FollowedNeed, type FollowedNeeds, followedNeed, needFields } from './needs.js';
import type { PaymentProofs } from './paymentProofs.js';
import { dropOpened, replan } from './plans.js';
import { followDayOpened, followDayOpening, followDayPublished, followSettled } from './settledDays.js';

const Stored = z.object(needFields);
type NeedFields = z.output<typeof Stored>;

/** Days after which a need stands beside nothing that may still open. */
const KEPT_DAYS = 120;

export interface NeedWatchParts extends WatchedChain {
  /** The roof's, which all groups of the book go by. */
  readonly groups: FollowedTable;
  readonly payments: PaymentProofs;
}

export function needWatch(parts: NeedWatchParts): Addition<FollowedGroups, NeedFields> {
  const { genesis, hasher, groups, payments } = parts;
  const { params, windows, chainId } = genesis;
  const chain = { params, windows, groups };
  const observers: Observers<FollowedNeeds> = {
    publishArea: followArea,
    flexEnrol: (book, { position, leaf }) => followLeaf(book, position, leaf),
    openAuction(book, body, { time }) {
      const id = auctionIdOf(hasher, chainId, body);
      followAuctionDay(book, id, body, time, namedByNeeds(book));
      followDayOpened(book, id);
      markCalled(book, id);
      dropOpened(book, time);
      dropOld(book, time);
    },
    settle: followSettled,
    publish(book, { auctionId }, { time }) {
      followDayPublished(book, auctionId, time);
      replan(params, book, [auctionId]);
      dropOpened(book, time);
    },
    openNeed(book, body, { time, bytes }) {
      const { areaId, day, deliverEnd, steps } = body;
      const id = needIdOf(hasher, chainId, body);
      const { changes, positions } = followLeafPin(book, day, time);
      const series = needSeries(hasher, chainId, areaId);
      followGroup(book, id, { rules: 'deliveries', series, freezes: deliverEnd, changes, positions });
      const first = stepCommitments(hasher, id, steps);
      const auctions = auctionsOfArea(book, areaId, day).map((each) => each.id);
      book.needs[String(id)] = {
        openNeed: bytes,
        void: false,
        day,
        areaId,
        deliverEnd,
        auctions,
        steps: steps.length,
        entries: first.reduce(
          (entries, c) => appendLeaf(hasher, entries, c),
          emptyFrontier(params.orderDepth),
        ),
        called: 0n,
        // Pins of auctions are kept no longer than their bills.
        openPoints: openPointsOf(book, auctions),
        deliveries: {},
      };
      book.needEnds[String(id)] = deliverEnd;
    },
    offer(book, { needId, c }) {
      const need = followedNeed(book, needId);
      need.entries = appendLeaf(hasher, need.entries as Frontier, c);
      followedGroup(book, needId).expected += 1;
    },
    close(book, { auctionId }, { time, bytes }) {
      followAuctionEnd(book, auctionId, time);
      const need = book.needs[String(auctionId)];
      if (need) need.close = bytes;
    },
    voidAuction(book, { auctionId }, { time }) {
      followAuctionEnd(book, auctionId, time);
      const need = book.needs[String(auctionId)];
      if (need) need.void = true;
    },
    callNeed(book, { needId, bits }) {
      const need = followedNeed(book, needId);
      need.called |= bits;
      for (const { id } of auctionsOfArea(book, need.areaId, need.day)) markCalled(book, id);
    },
    claim(book, body, at) {
      if (body.late === 1) return;
      const need = joining(book, body, at);
      if (effectiveCalled(book, need, at.time) !== 0n) throw impossible('a claim of a called need');
      const group = followedGroup(book, body.needId);
      group.unknown = Math.max(0, group.tagsA.length - need.openPoints);
      payments.add(book, { kind: 'claim', body, at });
    },
    deliver(book, body, at) {
      if (body.late === 1) return;
      const need = joining(book, body, at);
      const known = need.auctions.includes(body.auctionId);
      const called = effectiveCalled(book, need, at.time) !== 0n;
      if (!known || !called) throw impossible('a delivery of what was not called');
      const name = String(body.auctionId);
      need.deliveries[name] = (need.deliveries[name] ?? 0) + 1;
      followedGroup(book, body.needId).unknown = unknownOf(book, need);
      replan(params, book, [body.auctionId]);
      payments.add(book, { kind: 'deliver', body, at });
    },
    maskSum(book, { groupId }, { time }) {
      followDayOpening(chain, book, groupId, time);
      dropOpened(book, time);
    },
    publishNeed(book, { needId }, { time }) {
      const set = openedSet(chain, book, needId, time);
      for (const id of set) followedNeed(book, id).published = set.length === 1 ? 'alone' : 'merged';
      dropOpened(book, time);
    },
  };
  /** A payment in time, as a member of its group. */
  function joining(book: FollowedNeeds, body: ClaimBody | DeliverBody, { time }: Moment): FollowedNeed {
    const need = followedNeed(book, body.needId);
    const group = followedGroup(book, body.needId);
    const ended = need.void || need.close !== undefined;
    if (!ended || time >= group.freezes) throw impossible('a payment out of time');
    const { tagA, tagB, lanes } = body;
    followMember(hasher, group, { tagA, tagB, lanes, status: STATUS_METER, open: 0 });
    return need;
  }
  return {
    open: () => ({ ...noAreas(), settledDays: {}, needs: {}, needEnds: {} }),
    stored: Stored,
    observers,
    endBlock: (book) => payments.check(book),
  };
}

/** Sides of a called word would show who answered: of every auction of the zone and day, opened before or after. */
function markCalled(book: FollowedNeeds, auctionId: bigint): void {
  const auction = book.auctionDays[String(auctionId)];
  const group = book.groups[String(auctionId)];
  if (!auction || !group) return;
  const over = Object.values(book.needs).filter(
    ({ day, areaId }) => day === auction.day && followedArea(book, areaId).zones.includes(auction.zone),
  );
  group.called = over.reduce((bits, { called }) => bits | called, 0n);
}

/** A claim names no auction: each open point that an auction of the need pinned may be one of them. */
function openPointsOf(book: FollowedNeeds, auctions: readonly bigint[]): number {
  const open = auctions.flatMap((id) =>
    [...pinnedPoints(book, pinnedGroup(book, id)).values()].filter((point) => point.open === 1),
  );
  return open.length;
}

/** Of a day that the DSO read nothing is paid: the money would be that of the others. */
function unknownOf({ settledDays }: FollowedNeeds, { deliveries }: FollowedNeed): number {
  return Object.entries(deliveries).reduce((sum, [id, members]) => {
    const { open = 0, status1 = 0 } = settledDays[id] ?? {};
    return sum + Math.max(0, members - open - status1);
  }, 0);
}

const namedByNeeds = ({ needs }: FollowedNeeds) =>
  new Set(Object.values(needs).flatMap(({ auctions }) => auctions.map(String)));

function dropOld({ needs, groups }: FollowedNeeds, time: bigint): void {
  for (const [id, { day }] of Object.entries(needs))
    if (!groups[id] && hasBegun(day + KEPT_DAYS, time)) delete needs[id];
}
