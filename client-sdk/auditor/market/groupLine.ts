/** What may be opened of the settlements of an auction. docs/protocol/core/groups.md. */
import { MAX_MERGED, MIN_GROUP } from '@veilgrid/protocol/params';
import type { GroupLine } from '../core/ledger.js';
import { countsBook, energyIn, shownBits } from '../core/words.js';

export const settlements: GroupLine = {
  lanes: ({ laneWords }) => [...Array(laneWords).keys()],
  most: MAX_MERGED,
  merges: 'intoLarge',
  mayOpen: (_ledger, groups) =>
    groups.reduce((unknown, { status0, open }) => unknown + status0 - open, 0) >= MIN_GROUP,
  weigh: ({ genesis }, { open }, lanes) =>
    countsBook(genesis.params, lanes).active >= MIN_GROUP + open ? 'large' : 'small',
  after: ({ books, genesis }, set) => {
    const { zone, day, counts, open } = set.at(-1)!;
    const called = books.called.get(`${zone} ${day}`) ?? 0n;
    const shown = shownBits(genesis.params, countsBook(genesis.params, counts!), open, called);
    return { ...shown, money: 1, count: 0 };
  },
  energy: energyIn,
  logs: 'opened',
};
