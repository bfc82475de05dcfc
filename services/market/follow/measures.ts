/** The settlements that the DSO follows, with what they and its own totals show of metered days. */
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import { auctionIdOf } from '@veilgrid/protocol/market/auction';
import { z } from 'zod';
import type { Watch } from '../../core/follower/watch.js';
import {
  followAsset,
  followDayMember,
  followDayOpening,
  followDaySet,
  followedMeasureFields,
  followTotal,
  noMeasures,
} from '../../core/measures/followedMeasures.js';
import { BlockProofs } from '../../core/sets/blockProofs.js';
import { followedSet } from '../../core/sets/followedOpenings.js';
import type { FollowedTable } from '../../core/sets/followedRules.js';
import { SETTLEMENTS } from './groups.js';
import {
  type SettlementSets,
  type SettlementWatchParts,
  type SharedSets,
  settlementWatch,
  storedSettlements,
} from './settlements.js';

const Stored = z.object({ ...storedSettlements.shape, ...followedMeasureFields });
export type MeasuredSettlements = z.output<typeof Stored>;

/** Groups whose figures both roles have opened with this one's; none while they are not open. */
function openedWith(
  { params, windows }: Genesis,
  groups: FollowedTable,
  book: SettlementSets,
  id: bigint,
  time: bigint,
): bigint[] {
  const group = book.groups[String(id)];
  if (!group?.opened.A.words || !group.opened.B.words) return [];
  const set = followedSet({ params, windows, groups }, book, id, time);
  return set.every((each) => book.groups[String(each)]?.unproven === 0) ? set : [];
}

export function measuredSettlementWatch(
  parts: SettlementWatchParts,
  shared: SharedSets = { groups: { settlements: SETTLEMENTS }, proofs: new BlockProofs(parts.verifyMany) },
): Watch<MeasuredSettlements> {
  const { genesis, hasher } = parts;
  const settlements = settlementWatch(parts, shared);
  const { observers } = settlements;
  return {
    open: () => ({ ...settlements.open(), ...noMeasures() }),
    stored: Stored,
    observers: {
      ...observers,
      networkAsset: followAsset,
      measured: followTotal,
      openAuction(book, body, at) {
        observers.openAuction?.(book, body, at);
        const { zone, day, settleEnd } = body;
        const id = auctionIdOf(hasher, genesis.chainId, body);
        followDaySet(book, id, { zone, day, freezes: settleEnd }, at.time);
      },
      settle(book, body, at) {
        observers.settle?.(book, body, at);
        followDayMember(book, body.auctionId);
      },
      maskSum(book, body, at) {
        observers.maskSum?.(book, body, at);
        followDayOpening(book, openedWith(genesis, shared.groups, book, body.groupId, at.time));
      },
    },
    endBlock: settlements.endBlock!,
  };
}
