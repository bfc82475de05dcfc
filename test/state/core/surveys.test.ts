/** A made-up module's groups: every option of what counts, merges and opens, and what the ledger refuses of them. */

import { bytesToHex } from '@noble/hashes/utils.js';
import { sizeIn } from '@veilgrid/node/state/core/groups/counts';
import { join, putGroup, requireGroup, setMember } from '@veilgrid/node/state/core/groups/group';
import { mergedSet } from '@veilgrid/node/state/core/groups/mergedSet';
import { openedAt } from '@veilgrid/node/state/core/groups/openedAt';
import { openedCount, openedMoney, readSum } from '@veilgrid/node/state/core/groups/openedSum';
import { findLogEntry } from '@veilgrid/node/state/core/log';
import { Overlay } from '@veilgrid/node/store/overlay';
import { mod } from '@veilgrid/protocol/core/crypto/field';
import { setDigest } from '@veilgrid/protocol/core/groups/setDigest';
import { COUNT_ALONE, NOTHING } from '@veilgrid/protocol/core/groups/words';
import { Fr } from '@veilgrid/protocol/core/ssz';
import { refuses } from '../support/chain.js';
import { START, WINDOWS } from '../support/genesis.js';
import { times } from '../support/maskedGroups.js';
import { K } from '../support/profile.js';
import { correction, delivery, peak, session, WORDS } from '../support/statements.js';
import { MONEY_ALONE, MONEY_AND_COUNT } from '../support/surveyRules.js';
import { Surveys } from '../support/surveys.js';

const [FIRST, SECOND, THIRD] = [31n, 32n, 33n] as const;
const [ONE, TWO, THREE] = [START + 10n, START + 20n, START + 30n] as const;

const setOf = ({ chain: { ctx, store } }: Surveys, id: bigint) => mergedSet(ctx, store, id);
const moneyOf = ({ chain: { ctx, store } }: Surveys, ...set: bigint[]) => openedMoney(ctx, store, set).word;
const sizeOf = ({ chain: { ctx, store } }: Surveys, id: bigint) =>
  sizeIn(ctx, store, requireGroup(store, id));
const hasSum = ({ chain: { store } }: Surveys, id: bigint) =>
  findLogEntry(store, 'sum', bytesToHex(Fr.serialize(id))) !== undefined;

describe('money and a count of those above a minimum', () => {
  const month = (above: number, members = 12) => [
    ...times(above, peak(5n, 1)),
    ...times(members - above, peak(2n, 0)),
  ];
  const months = (...above: number[]) => {
    const surveys = new Surveys();
    above.forEach((n, i) => {
      surveys.with('peaks', FIRST + BigInt(i), { series: 7n, freezes: ONE + BigInt(i) }, month(n));
    });
    surveys.chain.at(THREE);
    return surveys.counts(...above.map((_, i) => FIRST + BigInt(i)));
  };

  test('ten of them open the money, with a month that waits, merged whole', () => {
    const surveys = months(3, 10);
    expect(setOf(surveys, FIRST)).toEqual([FIRST, SECOND]);
    surveys.open([FIRST, SECOND], MONEY_ALONE, 'after');
    expect(moneyOf(surveys, FIRST, SECOND)).toBe(3n * 5n + 9n * 2n + 10n * 5n + 2n * 2n);
    expect(hasSum(surveys, SECOND)).toBe(false);
  });

  test('none opens by itself, and takes in none', () => {
    const surveys = months(3, 0);
    expect([FIRST, SECOND].map((id) => sizeOf(surveys, id))).toEqual(['small', 'alone']);
    expect([FIRST, SECOND].map((id) => setOf(surveys, id))).toEqual([[], [SECOND]]);
    surveys.open([SECOND], MONEY_ALONE, 'again');
    expect(moneyOf(surveys, SECOND)).toBe(24n);
  });

  test('one to nine wait for another month, and never open alone', () => {
    const surveys = months(3);
    const [body] = surveys.bodies('A', [FIRST], MONEY_ALONE, 'again');
    expect(() => surveys.chain.send('maskSum', body!)).toThrow('GROUP_TOO_SMALL');
    expect(() => surveys.publish(FIRST)).toThrow('GROUP_TOO_SMALL');
  });

  test.each([
    ['nine members', month(9, 9)],
    ['ten of which one is open', [...month(9, 9), { ...peak(1n, 1), open: 1 as const }]],
    ['ten of which one does not count', [...month(9, 9), { ...peak(1n, 1), counts: false }]],
  ])('%s never show how many are above', (_, statements) => {
    const surveys = new Surveys().with('peaks', FIRST, { freezes: ONE }, statements);
    surveys.chain.at(ONE);
    const [body] = surveys.bodies('A', [FIRST], COUNT_ALONE, 'own');
    expect(() => surveys.chain.send('maskSum', body!)).toThrow('GROUP_TOO_SMALL');
  });

  test('a count that is still to come holds up the next, until late statements end', () => {
    const surveys = new Surveys()
      .with('peaks', FIRST, { series: 7n, freezes: ONE }, month(10))
      .with('peaks', SECOND, { series: 7n, freezes: TWO }, month(10));
    surveys.chain.at(TWO);
    surveys.counts(SECOND);
    expect(setOf(surveys, SECOND)).toEqual([]);
    surveys.chain.at(ONE + BigInt(WINDOWS.late));
    expect(setOf(surveys, SECOND)).toEqual([FIRST, SECOND]);
  });
});

describe('money alone, of those who count together', () => {
  const five = times(5, correction(3n));
  const idle = { ...correction(100n), counts: false };
  const open = () => {
    const surveys = new Surveys()
      .with('corrections', FIRST, { series: 1n, freezes: ONE }, [...five, idle])
      .with('corrections', SECOND, { series: 1n, freezes: TWO }, five)
      .with('corrections', THIRD, { series: 2n, freezes: TWO }, five);
    surveys.chain.at(TWO);
    return surveys;
  };

  test('five and five open in one last batch, with those among them that do not count', () => {
    const surveys = open();
    expect([FIRST, SECOND, THIRD].map((id) => setOf(surveys, id))).toEqual([
      [FIRST, SECOND],
      [FIRST, SECOND],
      [],
    ]);
    surveys.open([FIRST, SECOND], MONEY_ALONE, 'all');
    expect(moneyOf(surveys, FIRST, SECOND)).toBe(130n);
    const again = surveys.bodies('A', [FIRST, SECOND], MONEY_ALONE, 'all');
    expect(() => surveys.chain.send('maskSum', again[0]!)).toThrow('MASK_SUM_FINAL');
    surveys.publish(SECOND);
    expect(setOf(surveys, FIRST)).toEqual([FIRST, SECOND]);
  });

  test('the next alone where all together are too many, and what waits waits on', () => {
    const surveys = new Surveys()
      .with('corrections', FIRST, { freezes: ONE }, [...times(9, correction(1n)), ...times(45, idle)])
      .with('corrections', SECOND, { freezes: TWO }, times(10, correction(2n)));
    surveys.chain.at(TWO);
    expect([FIRST, SECOND].map((id) => setOf(surveys, id))).toEqual([[], [SECOND]]);
    surveys.open([SECOND], MONEY_ALONE, 'all').publish(SECOND);
    expect([FIRST, SECOND].map((id) => setOf(surveys, id))).toEqual([[], [SECOND]]);
  });

  const surveys = open();
  const bodies = surveys.bodies('A', [FIRST, SECOND], MONEY_ALONE, 'all');
  for (const body of bodies.slice(0, -1)) surveys.chain.send('maskSum', body);
  const last = bodies.at(-1)!;
  const tx = (change: object) => () => surveys.chain.tx('maskSum', { ...last, ...change });
  const records = [SECOND].map((id) => setMember(surveys.chain.ctx, surveys.chain.store, id));
  const alone = surveys.bodies('A', [SECOND], MONEY_ALONE, 'all').at(-1)!;
  refuses(
    () => surveys.chain,
    [
      ['a count that no statement has', tx({ count: 1 }), 'SET_DIFFERS', 'count'],
      ['a word of energy', tx({ both: 1 }), 'WORDS_DIFFER', 'both'],
      ['a net', tx({ net: 1 }), 'WORDS_DIFFER', 'net'],
      ['no money', tx({ money: 0 }), 'SET_DIFFERS', 'money'],
      ['the second month by itself', () => surveys.chain.tx('maskSum', alone), 'SET_DIFFERS', 'money'],
      [
        'a digest of the second month',
        tx({ set: setDigest(SECOND, records, MONEY_ALONE) }),
        'SET_DIFFERS',
        'set',
      ],
      ['a month of another series', tx({ groupId: THIRD, batch: 0 }), 'GROUP_TOO_SMALL'],
    ],
  );
});

describe('deliveries, whose size is a public fact', () => {
  const day = (members: number, wh: number) => times(members, delivery(wh, 7n, 40n));
  const needs = (...members: number[]) => {
    const surveys = new Surveys();
    members.forEach((n, i) => {
      surveys.with('deliveries', FIRST + BigInt(i), { series: 5n, freezes: ONE + BigInt(i) }, day(n, -3));
    });
    surveys.chain.at(THREE);
    return surveys;
  };

  test('open money and count at once', () => {
    const surveys = needs(10).open([FIRST], MONEY_AND_COUNT, 'all');
    const { ctx, store } = surveys.chain;
    expect(moneyOf(surveys, FIRST)).toBe(70n);
    expect(openedCount(ctx, store, [FIRST])).toEqual({ members: 10, word: 400n });
  });

  test('and each opening is dated once', () => {
    const surveys = needs(10).open([FIRST], MONEY_AND_COUNT, 'all');
    const { chain } = surveys;
    chain.at(THREE + 9n);
    surveys.open([FIRST], MONEY_AND_COUNT, 'all');
    for (const role of [0, 1]) expect(openedAt(chain.store, FIRST, role)).toEqual({ first: THREE, rest: 0n });
    expect(openedAt(chain.store, SECOND, 0)).toEqual({ first: 0n, rest: 0n });
  });

  test('of a small one with the next large one', () => {
    const surveys = needs(4, 10);
    expect(setOf(surveys, FIRST)).toEqual([FIRST, SECOND]);
    surveys.open([FIRST, SECOND], MONEY_AND_COUNT, 'all');
    expect(moneyOf(surveys, FIRST, SECOND)).toBe(98n);
    // Half hours never open of a merged set.
    const [body] = surveys.bodies('A', [FIRST, SECOND], { ...NOTHING, both: WORDS }, 'again');
    expect(() => surveys.chain.send('maskSum', body!)).toThrow('GROUP_TOO_SMALL');
  });

  test('and no half hour where no auction was published beside them', () => {
    const surveys = needs(10).open([FIRST], MONEY_AND_COUNT, 'all');
    const [body] = surveys.bodies('A', [FIRST], { ...NOTHING, both: WORDS }, 'again');
    expect(() => surveys.chain.send('maskSum', body!)).toThrow('GROUP_TOO_SMALL');
    // What was shown stands, whatever a role sends of it again.
    for (const role of ['A', 'B'] as const) {
      const bodies = surveys.bodies(role, [FIRST], MONEY_AND_COUNT, 'all');
      for (const each of bodies) {
        surveys.chain.send('maskSum', { ...each, sum: each.sum.map((x) => mod(x * 2n)) });
      }
    }
    expect(moneyOf(surveys, FIRST)).toBe(70n);
  });
});

describe('sessions, whose counts of half hours open first', () => {
  const sessions = (members: number, fewer: number) =>
    new Surveys().with('sessions', FIRST, { freezes: ONE }, [
      ...times(members - fewer, session(20, true)),
      ...times(fewer, session(20, false)),
    ]);
  const ENERGY = { ...NOTHING, both: 1 };

  test('where ten fill each half hour of a block its energy follows', () => {
    const surveys = sessions(11, 1);
    surveys.chain.at(ONE);
    const [early] = surveys.bodies('A', [FIRST], ENERGY, 'again');
    expect(() => surveys.chain.send('maskSum', early!)).toThrow('GROUP_TOO_SMALL');
    surveys.open([FIRST], MONEY_AND_COUNT, 'all');
    expect(hasSum(surveys, FIRST)).toBe(false);
    surveys.chain.at(TWO);
    surveys.open([FIRST], ENERGY, 'again');
    expect(openedAt(surveys.chain.store, FIRST, 1)).toEqual({ first: ONE, rest: TWO });
    const { words } = readSum(surveys.chain.store, FIRST);
    const shown = Array.from({ length: K }, (_, k) => (k < 6 ? 220n : 0n));
    expect(words).toMatchObject({ both: 1, net: 0, nets: shown });
  });

  test('elsewhere it stays closed', () => {
    const surveys = sessions(10, 1);
    surveys.chain.at(ONE);
    surveys.open([FIRST], MONEY_AND_COUNT, 'all');
    const [body] = surveys.bodies('A', [FIRST], ENERGY, 'again');
    expect(() => surveys.chain.send('maskSum', body!)).toThrow('GROUP_TOO_SMALL');
  });
});

describe('joining', () => {
  const surveys = new Surveys().with('corrections', FIRST, { freezes: ONE }, [
    { ...correction(1n), key: 50n },
  ]);

  test('several statements of one member go by several keys, one by one key once', () => {
    surveys.join(FIRST, { ...correction(1n), key: 60n });
    expect(() => surveys.join(FIRST, { ...correction(2n), key: 50n })).toThrow('TAG_USED');
  });

  test('never of a frozen group, not even where a module does not look', () => {
    surveys.chain.at(ONE);
    expect(() => surveys.join(FIRST, correction(1n))).toThrow('PHASE_WRONG');
    const { ctx, store } = surveys.chain;
    const member = { tagA: 1n, tagB: 2n, lanes: [3n], counts: true, open: 0 };
    expect(() => join(ctx, new Overlay(store), FIRST, member)).toThrow('does not fit');
  });

  test('with the lanes of another statement, or in a group that nobody put, halts', () => {
    const { ctx, store } = new Surveys().put('peaks', SECOND, { freezes: ONE }).chain;
    const member = { tagA: 1n, tagB: 2n, lanes: [3n], counts: true, open: 0 };
    expect(() => join(ctx, new Overlay(store), SECOND, member)).toThrow('does not fit');
    expect(() => join(ctx, new Overlay(store), THIRD, member)).toThrow('AUCTION_UNKNOWN');
  });

  test('a group twice, or of a module that the table lacks, halts', () => {
    const { ctx, store } = surveys.chain;
    const group = { id: FIRST, rules: 'corrections', series: 0n, freezes: TWO, zone: 0, day: 0 };
    expect(() => putGroup(ctx, new Overlay(store), group)).toThrow('put before');
    const unknown = { ...group, id: SECOND, rules: 'rumours' };
    expect(() => putGroup(ctx, new Overlay(store), unknown)).toThrow('lacks rumours');
    const later = { ...ctx, groups: {} };
    expect(() => sizeIn(later, store, requireGroup(store, FIRST))).toThrow('lacks corrections');
  });
});
