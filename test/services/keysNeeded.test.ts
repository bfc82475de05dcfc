/** How long A and B keep a key: as long as a day that pinned it may still be opened, summed or invoiced. */
import { hex, mod } from '@veilgrid/protocol/core/crypto/field';
import type { MaskSumBody } from '@veilgrid/protocol/core/groups/maskSum';
import { countsFrom, packCounts } from '@veilgrid/protocol/core/groups/words';
import { type PointRecord, zoneTariff } from '@veilgrid/protocol/core/points';
import type { Aggregator } from '@veilgrid/protocol/roles';
import { keysNeeded } from '@veilgrid/services/core/keysNeeded';
import {
  type FollowedGroups,
  followedGroup,
  followGroup,
  followMember,
  noGroups,
} from '@veilgrid/services/core/sets/followedGroups';
import { followMaskSum, followPublication } from '@veilgrid/services/core/sets/followedOpenings';
import {
  dropVersions,
  followPin,
  followPoint,
  followRevocation,
  pointAt,
  unaskedVersions,
} from '@veilgrid/services/core/sets/followedPoints';
import { GROUPS } from '@veilgrid/services/groups';
import { GENESIS, PARAMS } from '../state/support/genesis.js';
import { hasher } from '../state/support/hasher.js';

const CHAIN = { ...GENESIS, groups: GROUPS };
const DAY = 86_400n;
const LATE = 60n * DAY;
const startOf = (day: number) => BigInt(day) * DAY;
const freezesOf = (day: number) => startOf(day + 3);

/** Position, key of the record, or that this change revokes it. */
const CHANGES: readonly (readonly [number, bigint | 'revoked'])[] = [
  [0, 10n],
  [1, 20n],
  [0, 11n],
  [1, 'revoked'],
  [0, 12n],
];

function change(book: FollowedGroups, [position, key]: readonly [number, bigint | 'revoked']): void {
  if (key === 'revoked') followRevocation(book, position);
  else followPoint(book, position, { keyAHash: key, keyBHash: key, zone: 1, tariffId: 0 } as PointRecord);
}

/** Opens a day's group as its first opening found the points, two days before it begins. */
function open(book: FollowedGroups, day: number, settlements: number, zone = 1): bigint {
  const id = BigInt(1_000 + day);
  const until = freezesOf(day) + LATE;
  const { series, changes } = followPin(
    book,
    id,
    { series: zoneTariff(zone, 0), day, until },
    startOf(day - 2),
  );
  followGroup(book, id, { rules: 'settlements', series, changes, freezes: freezesOf(day) });
  for (let i = 0; i < settlements; i++) {
    const tag = BigInt(10 * day + i);
    followMember(hasher, followedGroup(book, id), { tagA: tag, tagB: tag, status: 0, open: 0, lanes: [0n] });
  }
  return id;
}

/** All changes, and a group of one day that was pinned after `changes` of them. */
function bookOf(day: number, changes: number, settlements = 12): FollowedGroups {
  const book = noGroups();
  for (const each of CHANGES.slice(0, changes)) change(book, each);
  open(book, day, settlements);
  for (const each of CHANGES.slice(changes)) change(book, each);
  return book;
}

function needed(book: FollowedGroups, role: Aggregator, time: bigint): bigint[] {
  const keys = keysNeeded(book, role, time);
  return [10n, 11n, 12n, 20n].filter((key) => keys.get(hex(key)));
}

/** As if both roles had opened all of it. */
function publish(book: FollowedGroups, id: bigint): void {
  const set = new Uint8Array(32);
  const counts = packCounts(countsFrom(PARAMS, Array<number>(PARAMS.countLanes).fill(12)));
  const time = followedGroup(book, id).freezes;
  const sign = (body: Partial<MaskSumBody>) =>
    followMaskSum(CHAIN, book, { groupId: id, set, ...body } as MaskSumBody, time);
  sign({ aggregator: 0, count: 1, money: 0, sum: [mod(-counts)] });
  sign({ aggregator: 1, count: 1, money: 0, sum: [0n] });
  for (const aggregator of [0, 1]) sign({ aggregator, count: 0, money: 1 });
  expect(followPublication(CHAIN, book, id, time)).toEqual([id]);
}

test('a live key stays, one that no day pinned is not needed', () => {
  const book = noGroups();
  for (const each of CHANGES) change(book, each);
  expect(needed(book, 'B', 0n)).toEqual([12n]);
});

test('pinned from the change on that brought it, up to the one that ended it', () => {
  const late = startOf(1_000);
  const waiting = (changes: number) => needed(bookOf(1, changes), 'B', late);
  expect(waiting(1)).toEqual([10n, 12n]);
  expect(waiting(2)).toEqual([10n, 12n, 20n]);
  expect(waiting(3)).toEqual([11n, 12n, 20n]);
  expect(waiting(4)).toEqual([11n, 12n]);
  expect(waiting(5)).toEqual([12n]);
});

test('until the day has begun, its settlements are over and its set is published', () => {
  const book = bookOf(100, 1);
  publish(book, 1_100n);
  // Another zone of this day may still be opened.
  expect(needed(book, 'B', startOf(100) - 1n)).toEqual([10n, 12n]);
  expect(needed(book, 'B', startOf(100))).toEqual([12n]);
  // A set that waits may be merged for ever; one in which nobody settled opens nothing.
  expect(needed(bookOf(100, 1), 'B', startOf(10_000))).toEqual([10n, 12n]);
  const empty = bookOf(100, 1, 0);
  expect(needed(empty, 'B', freezesOf(100) - 1n)).toEqual([10n, 12n]);
  expect(needed(empty, 'B', freezesOf(100))).toEqual([12n]);
});

test('A keeps it to the end of late bills, which it invoices, of a published set too', () => {
  const book = bookOf(100, 1);
  publish(book, 1_100n);
  const end = freezesOf(100) + LATE;
  expect(needed(book, 'A', end - 1n)).toEqual([10n, 12n]);
  expect(needed(book, 'A', end)).toEqual([12n]);
});

test('what a validator calls published is, once both roles have opened it', () => {
  const book = bookOf(100, 1);
  expect(() => followPublication(CHAIN, book, 1_100n, freezesOf(100))).toThrow('BLOCK_INVALID');
  expect(needed(book, 'B', freezesOf(100))).toEqual([10n, 12n]);
});

test('every day that pinned it counts', () => {
  const book = bookOf(100, 1);
  open(book, 101, 12);
  publish(book, 1_100n);
  expect(needed(book, 'B', startOf(500))).toEqual([12n]);
  expect(needed(bookOf(102, 2), 'B', startOf(500))).toEqual([10n, 12n, 20n]);
});

test('a year of days leaves in the book what its last two months, and what waits, can ask for', () => {
  const book = noGroups();
  change(book, [0, 1n]);
  change(book, [1, 2n]);
  const waiting = open(book, 100, 3, 2);
  const forget = (groups = Object.values(book.groups)) =>
    dropVersions(
      book,
      unaskedVersions(
        book,
        groups.map((group) => group.changes),
      ),
    );
  for (let day = 101; day < 465; day++) {
    change(book, [0, BigInt(10 + day)]);
    const id = open(book, day, 12);
    const { changes } = followedGroup(book, id);
    publish(book, id);
    forget();
    expect(pointAt(book, 0, changes)?.keyAHash).toBe(BigInt(10 + day));
  }
  expect(Object.keys(book.pinned).length).toBe(65);
  expect(Object.keys(book.pins)).toEqual(['463', '464']);
  expect([book.points[0]!.length, book.points[1]!.length]).toEqual([66, 1]);
  expect(pointAt(book, 0, followedGroup(book, waiting).changes)?.keyAHash).toBe(1n);
  followRevocation(book, 1);
  forget();
  expect(pointAt(book, 1, 2)?.keyAHash).toBe(2n);
  book.pins = {};
  book.pinned = {};
  forget([]);
  expect(Object.keys(book.points)).toEqual(['0']);
});
