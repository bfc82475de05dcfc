/** What A and B may open of a set, by its own count alone. */
import { bytesToHex } from '@noble/hashes/utils.js';
import { CalledMark } from '@veilgrid/node/state/core/groups/called';
import { getCounts, sizeIn } from '@veilgrid/node/state/core/groups/counts';
import { requireGroup } from '@veilgrid/node/state/core/groups/group';
import { mergedSet } from '@veilgrid/node/state/core/groups/mergedSet';
import { openedMoney, readSum } from '@veilgrid/node/state/core/groups/openedSum';
import { keys } from '@veilgrid/node/state/core/keys';
import { findLogEntry } from '@veilgrid/node/state/core/log';
import { mod } from '@veilgrid/protocol/core/crypto/field';
import { Fr } from '@veilgrid/protocol/core/ssz';
import { openMoney } from '@veilgrid/protocol/market/lanes';
import { refuses } from '../support/chain.js';
import { PARAMS, START, WINDOWS } from '../support/genesis.js';
import {
  away,
  importer,
  MaskedGroups,
  type MemberDay,
  prosumer,
  times,
  ZONE,
} from '../support/maskedGroups.js';
import { K } from '../support/profile.js';

const [FIRST, SECOND, THIRD] = [11n, 12n, 13n] as const;
const FREEZES = START + 100n;
const ALL_WORDS = (1 << PARAMS.sideWords) - 1;

const world = (days: readonly MemberDay[]) => {
  const groups = new MaskedGroups().put(FIRST, FREEZES, days);
  groups.chain.at(FREEZES);
  return groups;
};
const sumOf = (groups: MaskedGroups, id: bigint) => readSum(groups.chain.store, id);
const sizeNow = ({ chain: { ctx, store } }: MaskedGroups, id: bigint) =>
  sizeIn(ctx, store, requireGroup(store, id));
const setIn = ({ chain: { ctx, store } }: MaskedGroups, id: bigint) => mergedSet(ctx, store, id);

describe('a set that ten fill', () => {
  test('opens its count alone first, then both sides and the money', () => {
    const groups = world(times(10, prosumer));
    const { ctx, store } = groups.chain;
    expect(sizeNow(groups, FIRST)).toBe('unknown');
    groups.send('A', 'count', FIRST);
    expect(getCounts(ctx, store, FIRST)).toBeUndefined();
    groups.send('B', 'count', FIRST);
    const filled = (count: number) => Array(count).fill(10);
    expect(getCounts(ctx, store, FIRST)).toEqual({
      exports: filled(PARAMS.sideWords),
      imports: filled(Math.ceil(PARAMS.sideWords / 2)),
      active: 10,
    });
    expect(setIn(groups, FIRST)).toEqual([FIRST]);
    groups.send('A', 'words', FIRST);
    const key = bytesToHex(Fr.serialize(FIRST));
    expect(findLogEntry(store, 'sum', key)).toBeUndefined();
    expect(() => openedMoney(groups.chain.ctx, store, [FIRST])).toThrow('MASK_SUM_MISSING');
    groups.send('B', 'words', FIRST);
    expect(sumOf(groups, FIRST)).toEqual({
      group: FIRST,
      auctions: [FIRST],
      members: 10,
      counts: filled(PARAMS.countLanes),
      words: {
        both: ALL_WORDS,
        net: 0,
        imports: Array(K).fill(1_000n),
        exports: Array(K).fill(400n),
        nets: Array(K).fill(0n),
      },
    });
    const { members, word } = openedMoney(groups.chain.ctx, store, [FIRST]);
    expect(openMoney(word, members)).toEqual({ refund: 45n, network: 20n, shortfall: 0n, deposit: 100n });
  });

  test('shows the net where nine export', () => {
    const groups = world([...times(9, prosumer), importer])
      .counts(FIRST)
      .words(FIRST);
    expect(sumOf(groups, FIRST).words).toEqual({
      both: 0,
      net: ALL_WORDS,
      imports: Array(K).fill(0n),
      exports: Array(K).fill(0n),
      nets: Array(K).fill(1_000n - 360n),
    });
  });

  test('a net below zero', () => {
    const exporter: MemberDay = { imported: times(K, 0), exported: times(K, 50) };
    const below = world([...times(9, exporter), importer])
      .counts(FIRST)
      .words(FIRST);
    expect(sumOf(below, FIRST).words.nets).toEqual(Array(K).fill(mod(100n - 450n)));
  });

  test('a half hour that was called gives the net', () => {
    const groups = world(times(10, prosumer));
    const marked = [[keys.called(ZONE, 9), CalledMark.serialize(1n)]] as const;
    groups.chain.store.commit([...marked]);
    groups.counts(FIRST).words(FIRST);
    expect(sumOf(groups, FIRST).words).toMatchObject({ both: ALL_WORDS & ~1, net: 1 });
  });

  test('another zone or day that was called changes nothing', () => {
    const groups = world(times(10, prosumer));
    groups.chain.store.commit([
      [keys.called(ZONE, 8), CalledMark.serialize(1n)],
      [keys.called(ZONE + 1, 9), CalledMark.serialize(1n)],
    ]);
    groups.counts(FIRST).words(FIRST);
    expect(sumOf(groups, FIRST).words.both).toBe(ALL_WORDS);
  });
});

describe('ten members wait', () => {
  const waiting: [string, MemberDay[], 'count' | 'never'][] = [
    ['with one listed', [...times(9, prosumer), { ...prosumer, status: 1 }], 'never'],
    ['with one open', [...times(9, prosumer), { ...prosumer, open: 1 }], 'never'],
    ['with one away', [...times(9, prosumer), away], 'count'],
  ];
  test.each(waiting)('%s', (_, days, opens) => {
    const groups = world(days);
    if (opens === 'count') groups.counts(FIRST);
    expect(sizeNow(groups, FIRST)).toBe('small');
    expect(setIn(groups, FIRST)).toEqual([]);
    const [body] = world(times(10, prosumer)).bodies('A', 'count', FIRST);
    expect(() => groups.chain.send('maskSum', body!)).toThrow('GROUP_TOO_SMALL');
  });

  test('but open where the open point did not settle', () => {
    const groups = world(times(10, prosumer)).counts(FIRST);
    expect(sizeNow(groups, FIRST)).toBe('large');
  });

  test('and eleven with one open show what the other ten allow', () => {
    const groups = world([...times(10, prosumer), { ...prosumer, open: 1 }])
      .counts(FIRST)
      .words(FIRST);
    expect(sumOf(groups, FIRST).words).toMatchObject({ both: ALL_WORDS, imports: Array(K).fill(1_100n) });
    const thin = world([...times(9, prosumer), importer, { ...prosumer, open: 1 }]).counts(FIRST);
    expect(sumOf(thin.words(FIRST), FIRST).words.both).toBe(0);
  });
});

describe('eleven members of which nine are active', () => {
  const merged = (host: readonly MemberDay[]) => {
    const groups = new MaskedGroups()
      .put(FIRST, FREEZES, [...times(9, prosumer), away, away])
      .put(SECOND, FREEZES + 10n, host);
    groups.chain.at(FREEZES + 10n);
    return groups.counts(FIRST, SECOND);
  };

  test('merge into the next large set, and show what its own counts allow', () => {
    const both = merged(times(10, prosumer));
    expect(setIn(both, FIRST)).toEqual([FIRST, SECOND]);
    both.words(FIRST, SECOND);
    expect(sumOf(both, SECOND)).toMatchObject({ auctions: [FIRST, SECOND], members: 21 });
    expect(sumOf(both, SECOND).words).toMatchObject({ both: ALL_WORDS, imports: Array(K).fill(1_900n) });
    // Together eighteen export; of its own nine do.
    const net = merged([...times(9, prosumer), importer]).words(FIRST, SECOND);
    expect(sumOf(net, SECOND).words).toMatchObject({ both: 0, nets: Array(K).fill(1_900n - 720n) });
  });

  test('whoever starts again goes through all, and opens the same', () => {
    const groups = merged(times(10, prosumer));
    const count = groups.bodies('A', 'count', SECOND);
    const words = groups.bodies('A', 'words', FIRST, SECOND);
    groups.chain.send('maskSum', words[0]!);
    for (const body of [...count, ...words]) groups.chain.send('maskSum', body);
    groups.send('B', 'words', FIRST, SECOND);
    expect(sumOf(groups, SECOND).members).toBe(21);
  });
});

describe('a count that is still to come', () => {
  const held = () => {
    const groups = new MaskedGroups()
      .put(FIRST, FREEZES, times(3, prosumer))
      .put(SECOND, FREEZES + 10n, times(12, prosumer))
      .put(THIRD, FREEZES + 20n, times(12, prosumer));
    groups.chain.at(FREEZES + 20n);
    return groups.counts(THIRD).send('A', 'count', SECOND);
  };

  test('holds up the plans after it, until its late bills end', () => {
    const groups = held();
    expect([FIRST, SECOND, THIRD].map((id) => setIn(groups, id))).toEqual([[], [], []]);
    const again = groups.bodies('A', 'count', THIRD).at(-1)!;
    expect(() => groups.chain.send('maskSum', { ...again, money: 1, count: 0 })).toThrow('SET_DIFFERS');
    groups.chain.at(FREEZES + 10n + BigInt(WINDOWS.late) - 1n);
    expect(setIn(groups, THIRD)).toEqual([]);
    groups.chain.at(FREEZES + 10n + BigInt(WINDOWS.late));
    expect(setIn(groups, THIRD)).toEqual([FIRST, SECOND, THIRD]);
    const late = groups.bodies('B', 'count', SECOND)[0]!;
    expect(() => groups.chain.send('maskSum', late)).toThrow();
    groups.words(FIRST, SECOND, THIRD);
    expect(sumOf(groups, THIRD).members).toBe(27);
  });

  test('and picks no partner when it comes', () => {
    const groups = held().send('B', 'count', SECOND);
    expect(setIn(groups, FIRST)).toEqual([FIRST, SECOND]);
    expect(setIn(groups, THIRD)).toEqual([THIRD]);
  });
});

describe('what the ledger demands of an opening', () => {
  const groups = world([...times(9, prosumer), importer]);
  const counts = groups.bodies('A', 'count', FIRST);
  const last = counts.at(-1)!;
  for (const body of counts.slice(0, -1)) groups.chain.send('maskSum', body);
  const tx = (change: object) => () => groups.chain.tx('maskSum', { ...last, ...change });
  refuses(
    () => groups.chain,
    [
      ['words before the count', tx({ both: ALL_WORDS, money: 1, count: 0 }), 'WORDS_DIFFER', 'both'],
      ['a net before the count', tx({ net: 1 }), 'WORDS_DIFFER', 'net'],
      ['money before the count', tx({ money: 1, count: 0 }), 'SET_DIFFERS', 'money'],
      ['nothing where the count is due', tx({ count: 0 }), 'SET_DIFFERS', 'count'],
      ['another set', tx({ set: new Uint8Array(32) }), 'SET_DIFFERS', 'set'],
      ['a bit beyond the words', tx({ both: 1 << PARAMS.sideWords }), 'WORDS_DIFFER', 'both'],
    ],
  );

  describe('with the count open', () => {
    const opened = world([...times(9, prosumer), importer]).counts(FIRST);
    const [words] = opened.bodies('A', 'words', FIRST);
    const change = (of: object) => () => opened.chain.tx('maskSum', { ...words!, ...of });
    refuses(
      () => opened.chain,
      [
        ['both sides where nine export', change({ both: 1, net: ALL_WORDS & ~1 }), 'WORDS_DIFFER', 'both'],
        ['a word left out', change({ net: 0 }), 'WORDS_DIFFER', 'net'],
        ['the count with the words', change({ count: 1 }), 'SET_DIFFERS', 'count'],
      ],
    );
    test('sums that open to nothing are refused', () => {
      opened.send('B', 'words', FIRST);
      expect(() =>
        opened.chain.send('maskSum', { ...words!, sum: words!.sum.map((x) => mod((x + 1n) << 200n)) }),
      ).toThrow('LANES_INVALID');
      opened.send('A', 'words', FIRST);
      expect(() => opened.chain.send('maskSum', words!)).toThrow('MASK_SUM_FINAL');
    });
  });
});
