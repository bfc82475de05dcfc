/**
 * What may be opened of an auction's settlements: their own count first, then, where ten contributors whom nobody knows
 * hide each other, money and of each word both sides or the net. Relies on settle for counts that are 0 where somebody
 * else signed the reading. docs/protocol/core/groups.md.
 */
import { allWords, countsFrom, isLarge, sideFigures, wordsOf } from '@veilgrid/protocol/core/groups/words';
import { MAX_MERGED, MIN_GROUP } from '@veilgrid/protocol/params';
import { calledWords } from '../core/groups/called.js';
import { openedCounts } from '../core/groups/counts.js';
import { requireGroup, standing } from '../core/groups/group.js';
import type { GroupRules } from '../core/view.js';

export const SETTLEMENTS: GroupRules = {
  words: allWords,
  most: MAX_MERGED,
  merging: 'large',
  opens(_ctx, view, set) {
    const unknown = set.map((id) => standing(view, id)).reduce((sum, of) => sum + of.status0 - of.open, 0);
    return unknown >= MIN_GROUP;
  },
  counted({ genesis: { params } }, view, id, lanes) {
    return isLarge(countsFrom(params, lanes), standing(view, id).open) ? 'large' : 'small';
  },
  rest(ctx, view, set) {
    const { params } = ctx.genesis;
    const { id, zone, day } = requireGroup(view, set.at(-1)!);
    const called = calledWords(view, zone, day);
    const shown = wordsOf(params, openedCounts(ctx, view, id), standing(view, id).open, called);
    return { ...shown, money: 1, count: 0 };
  },
  energy: { read: sideFigures, logged: 'opened' },
};
