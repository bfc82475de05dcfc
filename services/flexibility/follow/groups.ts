/** What A and B go by when they open the payments of a need. docs/protocol/flexibility.md "What opens". */
import { NOTHING } from '@veilgrid/protocol/core/groups/words';
import { MAX_DELIVERIES } from '@veilgrid/protocol/flexibility/lanes';
import { MIN_GROUP } from '@veilgrid/protocol/params';
import { followedGroup } from '../../core/sets/followedGroups.js';
import type { FollowedRules } from '../../core/sets/followedRules.js';

export const DELIVERIES: FollowedRules = {
  counts: false,
  most: MAX_DELIVERIES,
  merging: 'large',
  opens: (groups) => groups.reduce((sum, { unknown = 0 }) => sum + unknown, 0) >= MIN_GROUP,
  first: { ...NOTHING, money: 1, count: 1 },
  rest(_chain, book, set, time) {
    // Of a merged set half hours never open.
    const planned = set.length === 1 ? followedGroup(book, set[0]!).planned : undefined;
    if (!planned || time < planned.from) return undefined;
    // Deliveries have words of one side.
    return { ...NOTHING, both: planned.words };
  },
  async progress(api, needId) {
    const { maskSums } = await api.need({ params: { needId } });
    // A node calls it final once money is shown: whether half hours still open, final blocks say.
    const more = { final: false };
    return { A: { ...maskSums.A, ...more }, B: { ...maskSums.B, ...more } };
  },
};
