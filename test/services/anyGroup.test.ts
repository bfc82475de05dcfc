/** What an aggregator opens of a made-up module's groups, by that module's line in its table. */
import type { MaskSumBody } from '@veilgrid/protocol/core/groups/maskSum';
import { tagOf } from '@veilgrid/protocol/core/groups/masks';
import { setDigest } from '@veilgrid/protocol/core/groups/setDigest';
import { NOTHING, type Opening } from '@veilgrid/protocol/core/groups/words';
import { GROUPS } from '@veilgrid/services';
import {
  followedGroup,
  followMember,
  setMemberOf,
  standingOf,
} from '@veilgrid/services/core/sets/followedGroups';
import { followMaskSum } from '@veilgrid/services/core/sets/followedOpenings';
import type { FollowedRules } from '@veilgrid/services/core/sets/followedRules';
import { GENESIS } from '../state/support/genesis.js';
import { hasher } from '../state/support/hasher.js';
import { aggregator, bookOf, FREEZES, GROUP, homes, join, OTHER, refusal } from './support/aggregator.js';

const MONEY: Opening = { ...NOTHING, money: 1 };
const ENERGY: Opening = { ...NOTHING, both: 1 };
const notStarted = { batch: 0, state: 0n, final: false };

/** Opens money of all who count together, and says what follows. */
const line = (of: Partial<FollowedRules> = {}): FollowedRules => ({
  counts: false,
  most: 100,
  merging: 'together',
  opens: (groups) => groups.reduce((sum, group) => sum + standingOf(group).status0, 0) >= 10,
  first: MONEY,
  progress: async () => ({ A: notStarted, B: notStarted }),
  ...of,
});
const table = (of?: Partial<FollowedRules>) => ({ groups: { ...GROUPS, surveys: line(of) } });

/** Two groups of one series, of the made-up module. */
function twoOf(first: number, second: number) {
  const book = bookOf(homes(first));
  const other = bookOf([], OTHER).groups[String(OTHER)]!;
  book.groups[String(OTHER)] = { ...other, changes: followedGroup(book, GROUP).changes };
  for (const member of homes(second, first)) join(book, OTHER, member);
  for (const id of [GROUP, OTHER]) followedGroup(book, id).rules = 'surveys';
  return book;
}
const digestOf = (book: ReturnType<typeof twoOf>, opens: Opening, ...set: bigint[]) =>
  setDigest(
    set.at(-1)!,
    set.map((id) => setMemberOf(book, id)),
    opens,
  );

test('what facts allow is signed at once, over all that are summed', async () => {
  const book = twoOf(5, 5);
  const { summer, signed } = await aggregator(() => book, undefined, FREEZES, table());
  expect(await summer.sumMasks(GROUP)).toBe('opened');
  expect(signed.at(-1)).toMatchObject({
    groupId: GROUP,
    set: digestOf(book, MONEY, GROUP, OTHER),
    ...MONEY,
  });
  expect(signed.slice(0, -1).every(({ money }) => money === 0)).toBe(true);
});

test('what follows is signed once the ledger has the first, if anything does', async () => {
  const book = twoOf(10, 0);
  let follows: Opening | undefined;
  const { summer, signed } = await aggregator(() => book, undefined, FREEZES, table({ rest: () => follows }));
  expect(await summer.sumMasks(GROUP)).toBe('counted');
  const body = { groupId: GROUP, aggregator: 0, ...MONEY, sum: [0n], set: digestOf(book, MONEY, GROUP) };
  followMaskSum({ ...GENESIS, ...table() }, book, body as unknown as MaskSumBody, FREEZES);
  expect(await summer.sumMasks(GROUP)).toBe('counted');
  expect(signed.filter(({ money }) => money === 1)).toHaveLength(1);
  follows = ENERGY;
  expect(await summer.sumMasks(GROUP)).toBe('opened');
  expect(signed.at(-1)).toMatchObject({ set: digestOf(book, ENERGY, GROUP), ...ENERGY });
});

test('too few wait, and nothing is signed', async () => {
  const book = twoOf(4, 5);
  const { summer, signed } = await aggregator(() => book, undefined, FREEZES, table());
  await expect(summer.sumMasks(GROUP)).rejects.toEqual(refusal('GROUP_TOO_SMALL'));
  expect(signed).toEqual([]);
});

test('another set with one of these groups is not signed', async () => {
  const book = twoOf(5, 5);
  let shown = book;
  const { summer, secrets } = await aggregator(() => shown, undefined, FREEZES, table());
  await summer.sumMasks(GROUP);
  shown = twoOf(5, 6);
  const again = await aggregator(() => shown, secrets, FREEZES, table());
  await expect(again.summer.sumMasks(GROUP)).rejects.toEqual(refusal('ALREADY_SIGNED'));
});

test('members by items of few keys: each by its own, where the module says that a key repeats', async () => {
  const book = twoOf(0, 0);
  const group = followedGroup(book, GROUP);
  const itemKey = (key: bigint, item: bigint) => key * 1_000n + item;
  const kA = (position: number) => BigInt(1_000 + 2 * position);
  for (let item = 0n; item < 10n; item++) {
    const key = itemKey(kA(Number(item % 2n)), item);
    const tag = { tagA: tagOf(hasher, 'A', key, GROUP), tagB: item };
    followMember(hasher, group, { ...tag, status: 0, open: 0, lanes: [0n], item });
  }
  const memberKeys: FollowedRules['memberKeys'] = (_hasher, _role, key, { items }) =>
    items.map((item) => itemKey(key, item));
  const items = await aggregator(() => book, undefined, FREEZES, table({ memberKeys, repeats: true }));
  expect(await items.summer.sumMasks(GROUP)).toBe('opened');
  const once = await aggregator(() => book, undefined, FREEZES, table({ memberKeys }));
  await expect(once.summer.sumMasks(GROUP)).rejects.toEqual(refusal('SET_UNVERIFIED'));
  const points = await aggregator(() => book, undefined, FREEZES, table());
  await expect(points.summer.sumMasks(GROUP)).rejects.toEqual(refusal('SECRET_MISSING'));
});

test('a point in two parts of one set is seen', async () => {
  const book = twoOf(10, 10);
  const parts = () => aggregator(() => book, undefined, FREEZES, table({ merging: 'none' }));
  for (const id of [GROUP, OTHER]) followedGroup(book, id).of = 900n;
  expect(await (await parts()).summer.sumMasks(GROUP)).toBe('opened');
  join(book, OTHER, { position: 9 });
  await expect((await parts()).summer.sumMasks(GROUP)).rejects.toMatchObject({
    code: 'SET_UNVERIFIED',
    data: { field: 'parts', position: 9 },
  });
});

test('of a module that its table lacks it signs nothing', async () => {
  const { summer } = await aggregator(() => twoOf(10, 0));
  await expect(summer.sumMasks(GROUP)).rejects.toThrow('the table of groups lacks surveys');
});
