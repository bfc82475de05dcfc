/**
 * The settlements of every auction: what an aggregator goes through before it opens anything. Tags and statuses stand
 * in the order of the folds. protocol/core.md "Groups".
 */
import { fold } from '@veilgrid/protocol/core/lists';
import { bigint, count, element } from '@veilgrid/protocol/core/wire';
import { auctionIdOf } from '@veilgrid/protocol/market/auction';
import { z } from 'zod';
import { impossible, type Watch } from '../../core/follower/watch.js';

const FollowedSet = z.object({
  zone: count,
  tariffId: count,
  day: count,
  settleFrom: bigint,
  settleEnd: bigint,
  foldA: element,
  foldB: element,
  tagsA: z.array(element),
  tagsB: z.array(element),
  statuses: z.array(count),
});
export type FollowedSet = z.output<typeof FollowedSet>;

/** By the decimal text of their auctions' ids; a published one is gone. */
const Stored = z.object({ sets: z.record(z.string(), FollowedSet) });
export type SettlementSets = z.output<typeof Stored>;

export const SETTLEMENT_WATCH: Watch<SettlementSets> = {
  open: () => ({ sets: {} }),
  stored: Stored,
  observers: {
    openAuction({ sets }, body, { hasher, chainId }) {
      const { zone, tariffId, day, settleFrom, settleEnd } = body;
      const id = auctionIdOf(hasher, chainId, body);
      if (sets[String(id)]) throw impossible('an auction opened twice');
      const none = { tagsA: [], tagsB: [], statuses: [] };
      sets[String(id)] = { zone, tariffId, day, settleFrom, settleEnd, foldA: id, foldB: id, ...none };
    },
    settle({ sets }, { auctionId, tagA, tagB, status }, { hasher, time }) {
      const set = sets[String(auctionId)];
      if (!set || time < set.settleFrom || time >= set.settleEnd)
        throw impossible('a settlement out of time');
      set.foldA = fold(hasher, set.foldA, tagA);
      set.foldB = fold(hasher, set.foldB, tagB);
      set.tagsA.push(tagA);
      set.tagsB.push(tagB);
      set.statuses.push(status);
    },
    publish({ sets }, { auctionId }) {
      delete sets[String(auctionId)];
    },
  },
};
