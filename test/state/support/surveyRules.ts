/**
 * A made-up module's groups, which use everything that core offers: what counts, what merges, what opens first and what
 * after it, each as one page or another asks for it.
 */
import { getCounts } from '@veilgrid/node/state/core/groups/counts';
import { memberCount, standing } from '@veilgrid/node/state/core/groups/group';
import { hasOpened, openedCount } from '@veilgrid/node/state/core/groups/openedSum';
import { openingOfPart, plannedPart } from '@veilgrid/node/state/core/groups/parts';
import type { GroupContext, GroupRules, GroupTable, StateView } from '@veilgrid/node/state/core/view';
import type { Part } from '@veilgrid/protocol/core/groups/parts';
import {
  allWords,
  countWord,
  moneyWord,
  type Opening,
  sideFigures,
  unpack,
  type WordFigures,
} from '@veilgrid/protocol/core/groups/words';
import { MIN_GROUP, type Params } from '@veilgrid/protocol/params';

const OFFSET = 1n << 24n;
/** The auction whose set parts divide. */
export const AUCTION = 900n;

const NOTHING_ELSE = { both: 0, net: 0, money: 0, count: 0 };
export const MONEY_ALONE: Opening = { ...NOTHING_ELSE, money: 1 };
export const MONEY_AND_COUNT: Opening = { ...MONEY_ALONE, count: 1 };

const sides = ({ sideWords }: Params) => Array.from({ length: sideWords }, (_, w) => w);
const periods = ({ K }: Params, w: number) => Math.min(6, K - 6 * w);

/** How many count in a set, by what each group says. */
const countedIn = (view: StateView, set: readonly bigint[]) =>
  set.map((id) => standing(view, id)).reduce((sum, of) => sum + of.status0 - of.open, 0);

const enough = (_ctx: GroupContext, view: StateView, set: readonly bigint[]) =>
  countedIn(view, set) >= MIN_GROUP;

/** One side alone, each half hour lifted by 2^24 a member: as delivered less opposed is. */
export function signedFigures(
  params: Params,
  words: readonly bigint[],
  { both }: Opening,
  members: number,
): WordFigures | undefined {
  const nets = sides(params).flatMap((w) => {
    const shown = ((both >> w) & 1) === 1;
    const lift = shown ? OFFSET * BigInt(members) : 0n;
    return unpack(words[w]!, periods(params, w), 42n).map((x) => x - lift);
  });
  const zeros = nets.map(() => 0n);
  const fits = nets.every((x) => x >= -OFFSET * BigInt(members) && x < OFFSET * BigInt(members));
  return fits ? { imports: zeros, exports: zeros, nets } : undefined;
}

/** Exports alone: the words beside them are masks that nobody reads. */
function exportFigures(
  params: Params,
  words: readonly bigint[],
  opening: Opening,
  members: number,
): WordFigures | undefined {
  const own = words.map((word, w) => (w < params.sideWords ? 0n : word));
  return sideFigures(params, own, opening, members);
}

/** Money and a count: how many stand above a minimum decides, ten or none (network). */
const peaks: GroupRules = {
  words: (params) => [moneyWord(params), countWord(params)],
  most: 1_000,
  merging: 'large',
  opens: enough,
  counted: (_ctx, _view, _id, [above]) => {
    if (above === 0) return 'alone';
    return above! >= MIN_GROUP ? 'large' : 'small';
  },
  rest: () => MONEY_ALONE,
};

/** Money alone, of those who count together (balance). */
const corrections: GroupRules = {
  words: (params) => [moneyWord(params)],
  most: 60,
  merging: 'together',
  opens: enough,
  first: MONEY_ALONE,
};

/** Ten deliveries besides known ones; half hours where the set is alone and the plan has room (flexibility). */
const deliveries: GroupRules = {
  words: (params) => [...sides(params), moneyWord(params), countWord(params)],
  most: 1_000,
  merging: 'large',
  opens: enough,
  first: MONEY_AND_COUNT,
  rest(ctx, view, set) {
    if (set.length > 1) return undefined;
    const planned = plannedPart(ctx, view, AUCTION, set[0]!);
    return planned && { ...NOTHING_ELSE, both: planned.net };
  },
  energy: { read: signedFigures, logged: 'opened' },
  part(ctx, view, id): Part {
    return {
      kind: 'need',
      id,
      members: memberCount(view, id),
      called: (1n << BigInt(ctx.genesis.params.K)) - 1n,
    };
  },
};

const { part: _, ...undivided } = deliveries;

/** Counts by half hour open with the money, and where ten fill each half hour of a word, its energy (charging). */
const sessions: GroupRules = {
  ...undivided,
  merging: 'together',
  rest(ctx, view, set) {
    if (!hasOpened(view, set.at(-1)!)) return undefined;
    const { word } = openedCount(ctx, view, set);
    const lanes = unpack(word, periods(ctx.genesis.params, 0), 19n);
    return lanes.every((n) => n >= MIN_GROUP) ? { ...NOTHING_ELSE, both: 1 } : undefined;
  },
};

/** All words of an auction's chosen members, in the mode of its set (panels). */
const panel: GroupRules = {
  words: allWords,
  most: 1_000,
  merging: 'none',
  opens: enough,
  counted: inPlan,
  rest: restOfPart,
  energy: { read: sideFigures, logged: 'published' },
  part(ctx, view, id): Part {
    const all = (1n << BigInt(ctx.genesis.params.K)) - 1n;
    const counts = getCounts(ctx, view, id);
    return {
      kind: 'panel',
      id,
      members: memberCount(view, id),
      counts,
      imports: all,
      exports: all,
      peaks: true,
    };
  },
};

/** Exports and their count, masked by the tag's own permutation (certificates). */
const issues: GroupRules = {
  words: (params) => [...sides(params).map((w) => params.sideWords + w), countWord(params)],
  most: 1_000,
  merging: 'none',
  opens: enough,
  counted: inPlan,
  rest: restOfPart,
  energy: { read: exportFigures, logged: 'published' },
  lastDomain: 'tag',
  part: (ctx, view, id): Part => ({
    kind: 'issue',
    id,
    members: memberCount(view, id),
    counts: getCounts(ctx, view, id),
  }),
};

function inPlan(ctx: GroupContext, view: StateView, id: bigint) {
  return plannedPart(ctx, view, AUCTION, id) ? ('alone' as const) : ('small' as const);
}

function restOfPart(ctx: GroupContext, view: StateView, set: readonly bigint[]) {
  return openingOfPart(ctx, view, AUCTION, set[0]!);
}

/** Under these names its groups are put. */
export const SURVEYS = { peaks, corrections, deliveries, sessions, panel, issues } satisfies GroupTable;
