/** The made-up module's groups as an auditor has them, written a second time. */
import type { GroupBook } from '@veilgrid/client-sdk/auditor/core/books';
import type { Bits, GroupLine, GroupLines } from '@veilgrid/client-sdk/auditor/core/ledger';
import { countWordOf } from '@veilgrid/client-sdk/auditor/core/maskSum';
import { shownOfPart } from '@veilgrid/client-sdk/auditor/core/partedSets';
import { energyIn, unpack } from '@veilgrid/client-sdk/auditor/core/words';
import { ensure } from '@veilgrid/protocol/errors';
import type { Params } from '@veilgrid/protocol/params';
import { AUCTION } from '../../state/support/surveyRules.js';

const range = (n: number, from = 0) => Array.from({ length: n }, (_, i) => from + i);
const bits = (of: Partial<Bits>): Bits => ({ both: 0, net: 0, money: 0, count: 0, ...of });
const ten = (groups: readonly GroupBook[]) =>
  groups.reduce((sum, { status0, open }) => sum + status0 - open, 0) >= 10;

const shared = { most: 1_000, mayOpen: (_: unknown, groups: readonly GroupBook[]) => ten(groups) };

/** A word of one side only, every half hour 2^24 too high for each member. */
function signed({ K, sideWords }: Params, words: readonly bigint[], { both }: Bits, members: number) {
  const nets = range(sideWords).flatMap((w) => {
    const periods = Math.min(6, K - 6 * w);
    const shown = (both >> w) % 2 === 1;
    return unpack(words[w]!, periods, 42n).map((x) => (shown ? x - 2n ** 24n * BigInt(members) : 0n));
  });
  const most = 2n ** 24n * BigInt(members);
  ensure(
    nets.every((x) => x >= -most && x < most),
    'LANES_INVALID',
    { field: 'sum' },
  );
  const none = range(K).map(() => 0n);
  return { imports: none, exports: none, nets };
}

const delivered: GroupLine = {
  ...shared,
  lanes: ({ sideWords, laneWords }) => [...range(sideWords), laneWords - 2, laneWords - 1],
  merges: 'intoLarge',
  first: bits({ money: 1, count: 1 }),
  energy: signed,
  logs: 'opened',
};

const part: GroupLine = {
  ...shared,
  lanes: ({ laneWords }) => range(laneWords),
  merges: 'never',
  weigh: (ledger, { id }) => (shownOfPart(ledger, AUCTION, id) ? 'alone' : 'small'),
  after: (ledger, [group]) => shownOfPart(ledger, AUCTION, group!.id),
  energy: energyIn,
  logs: 'published',
};

export const SURVEY_LINES: GroupLines = {
  peaks: {
    ...shared,
    lanes: ({ laneWords }) => [laneWords - 2, laneWords - 1],
    merges: 'intoLarge',
    weigh: (_ledger, _group, [above = 0]) => (above >= 10 ? 'large' : above === 0 ? 'alone' : 'small'),
    after: () => bits({ money: 1 }),
  },
  corrections: {
    ...shared,
    most: 60,
    lanes: ({ laneWords }) => [laneWords - 2],
    merges: 'allTogether',
    first: bits({ money: 1 }),
  },
  deliveries: {
    ...delivered,
    after: (ledger, set) => (set.length === 1 ? shownOfPart(ledger, AUCTION, set[0]!.id) : undefined),
  },
  sessions: {
    ...delivered,
    merges: 'allTogether',
    after: ({ genesis: { params } }, set) => {
      const { A, B } = set.at(-1)!.tags;
      if (!A.firstSum || !B.firstSum) return undefined;
      const lanes = unpack(countWordOf(set), Math.min(6, params.K), 19n);
      return lanes.every((n) => n >= 10n) ? bits({ both: 1 }) : undefined;
    },
  },
  panel: part,
  issues: {
    ...part,
    lanes: ({ sideWords, laneWords }) => [...range(sideWords, sideWords), laneWords - 1],
    energy: (params, words, of, members) =>
      energyIn(
        params,
        words.map((word, w) => (w < params.sideWords ? 0n : word)),
        of,
        members,
      ),
    masksByTag: true,
  },
};
