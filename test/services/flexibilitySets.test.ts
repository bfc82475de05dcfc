/** What A opens of needs' payments, and what it makes sure of before. docs/protocol/flexibility.md "What opens". */
import { hex } from '@veilgrid/protocol/core/crypto/field';
import type { MaskSumBody } from '@veilgrid/protocol/core/groups/maskSum';
import { setDigest } from '@veilgrid/protocol/core/groups/setDigest';
import { NOTHING, type Opening } from '@veilgrid/protocol/core/groups/words';
import { keyAHash, type PointRecord } from '@veilgrid/protocol/core/points';
import type { Api } from '@veilgrid/protocol/routes';
import { GROUPS } from '@veilgrid/services';
import { keysNeeded } from '@veilgrid/services/core/keysNeeded';
import { type FollowedGroup, followedGroup, setMemberOf } from '@veilgrid/services/core/sets/followedGroups';
import { followMaskSum } from '@veilgrid/services/core/sets/followedOpenings';
import { followLeaf, followLeafPin, followPoint } from '@veilgrid/services/core/sets/followedPoints';
import type { FollowedNeed, FollowedNeeds } from '@veilgrid/services/flexibility/follow/needs';
import { replan } from '@veilgrid/services/flexibility/follow/plans';
import type { SettledDay } from '@veilgrid/services/flexibility/follow/settledDays';
import { GENESIS, PARAMS } from '../state/support/genesis.js';
import { hasher } from '../state/support/hasher.js';
import {
  aggregator,
  bookOf,
  FREEZES,
  GROUP,
  homes,
  type Joining,
  join,
  OTHER,
  refusal,
} from './support/aggregator.js';

const FIRST: Opening = { ...NOTHING, money: 1, count: 1 };
const HALF_HOURS: Opening = { ...NOTHING, both: 1 };
const ALL = Array.from({ length: 24 }, (_, i) => i);
const maskSums = { A: { batch: 0, state: 0n, final: false }, B: { batch: 0, state: 0n, final: false } };
const node = { api: { need: async () => ({ maskSums }) } as unknown as Api };

type Facts = Partial<Pick<FollowedGroup, 'unknown' | 'positions' | 'planned' | 'unproven' | 'expected'>>;

/** A need whose payments are these. */
function needOf(members: readonly Joining[], facts: Facts = {}) {
  const book = bookOf(members);
  const group = followedGroup(book, GROUP);
  // Its series is the area's, and no point's.
  const own = { rules: 'deliveries', series: 900n, unknown: members.length, positions: ALL };
  Object.assign(group, own, facts);
  return book;
}

function withSmaller(count: number, unknown: number) {
  const book = needOf(homes(10));
  const small = { ...needOf([], { unknown }).groups[String(GROUP)]!, foldA: OTHER, foldB: OTHER };
  book.groups = { [String(OTHER)]: { ...small, freezes: FREEZES - 1n }, ...book.groups };
  for (const member of homes(count, 10)) join(book, OTHER, member);
  return book;
}

const facing = (book: ReturnType<typeof needOf>, secrets?: Parameters<typeof aggregator>[1]) =>
  aggregator(() => book, secrets, FREEZES, node);
const digestOf = (book: ReturnType<typeof needOf>, opens: Opening, ...set: bigint[]) =>
  setDigest(
    set.at(-1)!,
    set.map((id) => setMemberOf(book, id)),
    opens,
  );

/** The ledger has what A opened first. */
function opened(book: ReturnType<typeof needOf>): void {
  const body = { groupId: GROUP, aggregator: 0, ...FIRST, sum: [0n], set: digestOf(book, FIRST, GROUP) };
  followMaskSum({ ...GENESIS, groups: GROUPS }, book, body as unknown as MaskSumBody, FREEZES);
}

test('of ten whom nobody knows money and what is owed open at once, and once', async () => {
  const book = needOf(homes(10));
  const { summer, signed, secrets } = await facing(book);
  expect(await summer.sumMasks(GROUP)).toBe('counted');
  expect(signed.at(-1)).toMatchObject({ ...FIRST, set: digestOf(book, FIRST, GROUP) });
  opened(book);
  const before = signed.length;
  expect(await summer.sumMasks(GROUP)).toBe('counted');
  expect(signed).toHaveLength(before);
  const another = needOf(homes(11));
  const again = await facing(another, secrets);
  await expect(again.summer.sumMasks(GROUP)).rejects.toEqual(refusal('ALREADY_SIGNED'));
});

test.each<[string, readonly Joining[], Facts, string]>([
  ['ten of whom somebody knows one', homes(10), { unknown: 9 }, 'GROUP_TOO_SMALL'],
  ['a payment that nobody proved', homes(10), { unproven: 1 }, 'SET_UNVERIFIED'],
  [
    'a point that the pinned register does not have',
    homes(10),
    { positions: ALL.slice(1) },
    'SET_UNVERIFIED',
  ],
  ['a position twice', [...homes(10), { position: 4 }], {}, 'SET_UNVERIFIED'],
  ['few of those who offered', homes(10), { expected: 21 }, 'SET_UNVERIFIED'],
  ['a key that nobody holds', [...homes(9), { position: 9, key: 77n }], {}, 'SECRET_MISSING'],
])('nothing is signed of %s', async (_name, members, facts, code) => {
  const { summer, signed } = await facing(needOf(members, facts));
  await expect(summer.sumMasks(GROUP)).rejects.toEqual(refusal(code));
  expect(signed).toEqual([]);
});

test('a rotated point has two tags and one position', async () => {
  const book = needOf(homes(10));
  const key = 4_444n;
  const record = { keyAHash: keyAHash(hasher, key), keyBHash: 5n, zone: 1, tariffId: 0 } as PointRecord;
  followPoint(book, 3, record);
  join(book, GROUP, { position: 3, key });
  const { summer, signed } = await facing(book);
  await summer.accept({ ...record, position: 3 }, key);
  await expect(summer.sumMasks(GROUP)).rejects.toEqual(refusal('SET_UNVERIFIED'));
  expect(signed).toEqual([]);
});

test('a smaller one waits, and is taken in by the next large one of its area, whose half hours stay shut', async () => {
  const book = withSmaller(3, 3);
  followedGroup(book, GROUP).planned = { words: 1, from: 0n };
  const { summer, signed } = await facing(book);
  expect(await summer.sumMasks(OTHER)).toBe('counted');
  expect(signed.at(-1)).toMatchObject({ ...FIRST, set: digestOf(book, FIRST, OTHER, GROUP) });
  const alone = needOf(homes(3));
  await expect((await facing(alone)).summer.sumMasks(GROUP)).rejects.toEqual(refusal('GROUP_TOO_SMALL'));
});

test('half hours open after the money, from the time of their plan on', async () => {
  const book = needOf(homes(10), { planned: { words: 1, from: FREEZES + 1n } });
  const early = await facing(book);
  await early.summer.sumMasks(GROUP);
  opened(book);
  const before = early.signed.length;
  expect(await early.summer.sumMasks(GROUP)).toBe('counted');
  expect(early.signed).toHaveLength(before);
  const { summer, signed } = await aggregator(() => book, early.secrets, FREEZES + 1n, node);
  expect(await summer.sumMasks(GROUP)).toBe('opened');
  expect(signed.at(-1)).toMatchObject({ ...HALF_HOURS, set: digestOf(book, HALF_HOURS, GROUP) });
});

describe('the plan', () => {
  const [auction, second] = [501n, 502n];
  const publishedAt = FREEZES + 5n;
  const active = 25;
  const lanes = [...Array<number>(PARAMS.countLanes - 1).fill(active), active];

  const day = (change: Partial<SettledDay> = {}): SettledDay => ({
    ...{ members: active, status1: 0, open: 0, publishedAt },
    set: { host: auction, alone: true, lanes, both: 0, net: 1 },
    ...change,
  });
  const need = (deliveries: number, change: Partial<FollowedNeed> = {}): FollowedNeed => ({
    ...{ openNeed: new Uint8Array(), void: false, day: 1, areaId: 1, deliverEnd: FREEZES, steps: 1 },
    auctions: [auction, second],
    entries: { count: 0, open: [] },
    ...{ called: 1n, openPoints: 0 },
    deliveries: { [String(auction)]: deliveries },
    ...change,
  });
  function planned(
    own: FollowedNeed,
    days: Record<string, SettledDay>,
    others: Record<string, FollowedNeed> = {},
  ) {
    const book: FollowedNeeds = {
      ...needOf(homes(10)),
      areas: {},
      auctionDays: {},
      needEnds: {},
      settledDays: days,
      needs: { [String(GROUP)]: own, ...others },
    };
    replan(PARAMS, book, [auction]);
    return followedGroup(book, GROUP).planned;
  }
  const shown = { words: 1, from: FREEZES };

  test('shows the called words where ten stay beside the deliverers, and are ten themselves', () => {
    expect(planned(need(15), { [String(auction)]: day() })).toEqual(shown);
    expect(planned(need(16), { [String(auction)]: day() })).toBeUndefined();
    expect(planned(need(9), { [String(auction)]: day() })).toBeUndefined();
    expect(planned(need(11), { [String(auction)]: day({ status1: 2 }) })).toBeUndefined();
    expect(planned(need(14), { [String(auction)]: day({ open: 2 }) })).toBeUndefined();
  });

  test('shows nothing beside a merged set, an open word, one that is not published, or too late', () => {
    const set = day().set!;
    for (const change of [
      { set: { ...set, alone: false } },
      { set: { ...set, net: 0, both: 1 } },
      { set: undefined },
      { publishedAt: undefined },
      { publishedAt: FREEZES + 14n * 86_400n },
    ])
      expect(planned(need(12), { [String(auction)]: day(change) })).toBeUndefined();
  });

  test('asks every auction that deliveries name, and waits for all needs over them', () => {
    const both = { [String(auction)]: 12, [String(second)]: 12 };
    const days = { [String(auction)]: day() };
    expect(planned(need(12, { deliveries: both }), days)).toBeUndefined();
    expect(planned(need(12, { deliveries: both }), { ...days, [String(second)]: day() })).toEqual(shown);
    const later = need(3, { deliverEnd: FREEZES + 9n });
    expect(planned(need(12), days, { [String(OTHER)]: later })).toEqual({ words: 1, from: FREEZES + 9n });
    expect(planned(need(12), days, { [String(OTHER)]: need(4) })).toBeUndefined();
  });
});

test('keys of records that a day of the register pinned are kept, until the day has begun and all that waits has opened', () => {
  const book = bookOf([]);
  book.groups = {};
  const start = 86_400n;
  followLeaf(book, 0, 9n);
  const before = book.points['0']![0]!.keyAHash;
  expect(followLeafPin(book, 20, 10n * start)).toEqual({ changes: book.changes, positions: [0] });
  const after = { keyAHash: 77n, keyBHash: 78n, zone: 1, tariffId: 0 } as PointRecord;
  followPoint(book, 0, after);
  const needed = (time: bigint) => keysNeeded(book, 'A', time).get(hex(before));
  expect(needed(19n * start)).toBe(true);
  // The change took the leaf out, and a second need of the day finds the first one's register.
  expect(book.leaves).toEqual({});
  expect(followLeafPin(book, 20, 11n * start).positions).toEqual([0]);
  expect(followLeafPin(book, 21, 11n * start).positions).toEqual([]);
  expect(needed(21n * start)).toBe(false);
});
