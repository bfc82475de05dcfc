/** What A and B go by when they open the settlements of an auction. docs/protocol/core/groups.md. */
import { wordsIn } from '@veilgrid/protocol/core/groups/parts';
import { countsFrom, isLarge, wordsOf } from '@veilgrid/protocol/core/groups/words';
import { MAX_MERGED, MIN_GROUP } from '@veilgrid/protocol/params';
import { followedGroup, standingOf } from '../../core/sets/followedGroups.js';
import { countsOf } from '../../core/sets/followedOpenings.js';
import type { FollowedRules } from '../../core/sets/followedRules.js';

export const SETTLEMENTS: FollowedRules = {
  counts: true,
  most: MAX_MERGED,
  merging: 'large',
  opens: (groups) =>
    groups.map(standingOf).reduce((unknown, { status0, open }) => unknown + status0 - open, 0) >= MIN_GROUP,
  counted({ params }, book, id, lanes) {
    const { open } = standingOf(followedGroup(book, id));
    return isLarge(countsFrom(params, lanes), open) ? 'large' : 'small';
  },
  rest({ params }, book, set) {
    const group = followedGroup(book, set.at(-1)!);
    const lanes = countsOf(params, group);
    if (!lanes) return undefined;
    const called = wordsIn(group.called ?? 0n);
    const shown = wordsOf(params, countsFrom(params, lanes), standingOf(group).open, called);
    return { ...shown, money: 1, count: 0 };
  },
  progress: async (api, auctionId) => (await api.auction({ params: { auctionId } })).maskSums,
};
