/** What A and B refuse to sign, whatever a node or a validator shows them. */
import { bytesToHex } from '@noble/hashes/utils.js';
import { keyAHash, type PointRecord } from '@veilgrid/protocol/core/points';
import { memorySecrets } from '@veilgrid/services';
import { followedGroup } from '@veilgrid/services/core/sets/followedGroups';
import { GENESIS } from '../state/support/genesis.js';
import { hasher } from '../state/support/hasher.js';
import {
  aggregator,
  bookOf,
  digest,
  FREEZES,
  GROUP,
  homes,
  type Joining,
  refusal,
} from './support/aggregator.js';

test('a head far from its own clock is no reason to sign', async () => {
  const production = { ...GENESIS, consensus: { ...GENESIS.consensus, clock: 'block' as const } };
  for (const [clock, code] of [
    [FREEZES - 301n, 'HEAD_STALE'],
    [FREEZES + 301n, 'HEAD_STALE'],
    [FREEZES - 300n, undefined],
  ] as const) {
    const { summer, signed } = await aggregator(() => bookOf(homes(10)), memorySecrets(), FREEZES, {
      genesis: production,
      clock: () => Number(clock),
    });
    const sum = summer.sumMasks(GROUP);
    if (code) await expect(sum).rejects.toEqual(refusal(code));
    else expect(await sum).toBe('counted');
    expect(signed.length > 0).toBe(code === undefined);
  }
});

test('ten homes: the count is signed first, and written down before', async () => {
  const { summer, signed, secrets } = await aggregator(() => bookOf(homes(10)));
  expect(await summer.sumMasks(GROUP)).toBe('counted');
  expect(signed.map(({ count, money }) => count + money)).toEqual([...Array(signed.length - 1).fill(0), 1]);
  expect(signed.at(-1)!.set).toEqual(digest(bookOf(homes(10))));
  const [[, record]] = (await secrets.list('sets/')) as [[string, string]];
  expect(JSON.parse(record)).toEqual({ count: bytesToHex(digest(bookOf(homes(10)))) });
  // Restarted, it signs the same again.
  const again = await aggregator(() => bookOf(homes(10)), secrets);
  expect(await again.summer.sumMasks(GROUP)).toBe('counted');
});

describe('nothing is signed', () => {
  const cases: [string, Joining[], string][] = [
    ['of a list that repeats one settlement', Array(10).fill({ position: 3 }), 'SET_UNVERIFIED'],
    ['of nine and one twice', [...homes(9), { position: 3 }], 'SET_UNVERIFIED'],
    ['of nine', homes(9), 'GROUP_TOO_SMALL'],
    ['of nine and one that the DSO read', [...homes(9), { position: 9, status: 1 }], 'GROUP_TOO_SMALL'],
    ['of nine and one that hides nobody', [...homes(9), { position: 9, open: 1 }], 'GROUP_TOO_SMALL'],
    ['of a key that nobody gave', [...homes(9), { position: 9, key: 77n }], 'SECRET_MISSING'],
  ];
  test.each(cases)('%s', async (_, members, code) => {
    const { summer, signed } = await aggregator(() => bookOf(members));
    await expect(summer.sumMasks(GROUP)).rejects.toEqual(refusal(code));
    expect(signed).toEqual([]);
  });

  test('of two tags of one rotated point', async () => {
    const newKey = 555n;
    const rotated = [...homes(10), { position: 3, key: newKey }];
    const book = () => bookOf(rotated);
    const { summer, signed } = await aggregator(book);
    await summer.accept(
      { position: 3, keyAHash: keyAHash(hasher, newKey), keyBHash: 1n } as PointRecord,
      newKey,
    );
    await expect(summer.sumMasks(GROUP)).rejects.toEqual(refusal('SET_UNVERIFIED'));
    // Nor where only the new one settled, and the day pinned the old one.
    const alone = await aggregator(
      () => bookOf([...homes(3), ...homes(7, 4), { position: 3, key: newKey }]),
      memorySecrets(),
    );
    await alone.summer.accept(
      { position: 3, keyAHash: keyAHash(hasher, newKey), keyBHash: 1n } as PointRecord,
      newKey,
    );
    await expect(alone.summer.sumMasks(GROUP)).rejects.toEqual(refusal('SET_UNVERIFIED'));
    expect(signed).toEqual([]);
  });

  test('of a point of another zone', async () => {
    const book = () => {
      const made = bookOf(homes(10));
      for (const version of made.points[3]!) version.series = 2n;
      return made;
    };
    const { summer, signed } = await aggregator(book);
    await expect(summer.sumMasks(GROUP)).rejects.toEqual(refusal('SET_UNVERIFIED'));
    expect(signed).toEqual([]);
  });

  test('before a final block is past the end of settlement', async () => {
    const { summer } = await aggregator(() => bookOf(homes(12)), memorySecrets(), FREEZES - 1n);
    await expect(summer.sumMasks(GROUP)).rejects.toEqual(refusal('SET_UNVERIFIED'));
  });

  test('of a short list, unless a person has looked', async () => {
    const short = () => {
      const book = bookOf(homes(10));
      followedGroup(book, GROUP).expected = 21;
      return book;
    };
    const { summer } = await aggregator(short);
    await expect(summer.sumMasks(GROUP)).rejects.toEqual(refusal('SET_UNVERIFIED'));
    expect(await summer.sumMasks(GROUP, { few: true })).toBe('counted');
  });

  test('of a count that a validator raised: a proof behind it does not hold', async () => {
    const { summer, signed } = await aggregator(() => {
      const book = bookOf(homes(12));
      followedGroup(book, GROUP).unproven = 1;
      return book;
    });
    await expect(summer.sumMasks(GROUP)).rejects.toEqual(refusal('SET_UNVERIFIED'));
    expect(signed).toEqual([]);
  });

  test('of another set on a fork', async () => {
    const { summer, secrets } = await aggregator(() => bookOf(homes(10)));
    await summer.sumMasks(GROUP);
    const fork = await aggregator(() => bookOf(homes(11)), secrets);
    await expect(fork.summer.sumMasks(GROUP)).rejects.toEqual(refusal('ALREADY_SIGNED'));
    expect(fork.signed).toEqual([]);
  });
});
