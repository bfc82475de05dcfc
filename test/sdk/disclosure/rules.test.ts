/** What a wallet remembers of its answers, and what it does not say any more. docs/protocol/disclosure.md "Wallet's rules". */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  fileTxStore,
  type GivenAnswer,
  memoryTxStore,
  periods,
  question,
  type TxStore,
} from '@veilgrid/client-sdk';
import { sumOf, trueClaim } from '@veilgrid/client-sdk/disclosure/claims';
import { runsOf } from '@veilgrid/client-sdk/disclosure/dayRuns';
import { ensureTellsNoMore } from '@veilgrid/client-sdk/disclosure/rules';
import { saidBy } from '@veilgrid/client-sdk/disclosure/said';
import type { Question } from '@veilgrid/protocol/disclosure/questions';
import type { Request } from '@veilgrid/protocol/disclosure/request';
import { PARAMS } from '../../state/support/genesis.js';
import { daily, K } from '../../state/support/profile.js';
import { answeringBy } from './support/answering.js';
import { unprovenProver } from './support/discloseOutputs.js';
import { ADVISER, FIRST_DAY, type HomeDay, readDay, requestOf } from './support/shownHome.js';

const ALL = periods(0, K);
const refused = (code: string, field?: string) => ({
  code,
  ...(field !== undefined && { data: expect.objectContaining({ field }) }),
});

const DAYS: HomeDay[] = Array.from({ length: 6 }, (_, i) => ({
  day: FIRST_DAY + i,
  readings: readDay(500 + 10 * i, 300, 50 * i),
}));
const totalOf = (from: number, to: number) =>
  DAYS.slice(from, to)
    .flatMap(({ readings }) => readings)
    .reduce((sum, { imported }) => sum + imported, 0);
const TWO = totalOf(0, 2);
const share = (bounds: number[], window = periods(0, 1)) => question.share({ window, bounds });
const range = (...bounds: number[]) => question.range({ imports: ALL, bounds });

const answering = (days = DAYS, store?: TxStore) => answeringBy(unprovenProver, days, store);

/** The same without facts and proofs: what is said, and whether it may be. */
function saying() {
  const given: GivenAnswer[] = [];
  return async (asked: Question | readonly Question[], change: Partial<Request> = {}) => {
    const { partyId, naming, fromDay, toDay, questions } = requestOf({
      questions: [asked].flat(),
      ...change,
    });
    const days = DAYS.filter(({ day }) => fromDay <= day && day <= toDay).map(({ day, readings }) => ({
      ...{ day, readings, index: day - fromDay },
    }));
    const zone = days.map(() => ({ energy: 1_000n * BigInt(K), members: 1 }));
    const said = questions.flatMap((each) => {
      const claimed = { question: each, claim: trueClaim(PARAMS, each, days, zone) };
      const sum = sumOf(PARAMS, [claimed], days);
      return saidBy(
        PARAMS,
        claimed,
        days.map(({ index }) => index),
        sum,
        zone,
      );
    });
    const next = { partyId, position: 1, naming, days: runsOf(days.map(({ day }) => day)), said };
    ensureTellsNoMore(
      PARAMS,
      next,
      given.filter((each) => each.partyId === partyId),
    );
    given.push(next as GivenAnswer);
  };
}

/** A row shorter than its test's parameters would be waited for. */
type Step = readonly [Question | readonly Question[], Partial<Request>?];
const OTHER_DAYS = { fromDay: FIRST_DAY + 2, toDay: FIRST_DAY + 3 };

describe('a binary search', () => {
  test('by ten questions "below x?" ends with the first that was not implied', async () => {
    const ask = saying();
    let [low, high] = [0, 20_000];
    let answers = 0;
    for (let i = 0; i < 10; i++) {
      const middle = Math.floor((low + high) / 2);
      try {
        await ask(range(middle));
      } catch (error) {
        expect(error).toMatchObject(refused('ANSWER_TELLS_MORE', 'said.0'));
        continue;
      }
      answers += 1;
      if (middle > TWO) high = middle;
      else low = middle;
    }
    expect(answers).toBe(1);
    expect(high - low).toBe(10_000);
  });

  test.each<[string, ...Step]>([
    ['for another purpose of the party', range(TWO + 1), { purposeId: 1 }],
    ['in other brackets', range(1_000, TWO, TWO + 1)],
    ['exactly', question.range({ imports: ALL })],
    ['as exact sums', question.sums([{ side: 'imports', periods: ALL }])],
    [
      'as a cost, in another unit',
      question.cost({ prices: { imports: daily(7), exports: daily(0) }, bounds: [7 * TWO] }),
    ],
    ['as a revenue', question.cost({ prices: { imports: daily(-1), exports: daily(0) }, bounds: [-TWO] })],
    [
      'at prices that differ a little',
      question.cost({ prices: { imports: daily(100, 101), exports: daily(0) }, bounds: [TWO] }),
    ],
    ['of all half hours but one', question.range({ imports: periods(1, K), bounds: [500] })],
    ['of one day less', range(TWO), { toDay: FIRST_DAY }],
    ['of one day more', range(TWO), { toDay: FIRST_DAY + 2 }],
    ['as a share', share([500])],
    ['as a comparison', question.comparison({ imports: ALL, bounds: [400] })],
    ['as a peak', question.peak({ imports: ALL, bounds: [505] })],
    ['as a floor', question.floor({ imports: ALL, bounds: [300] })],
    ['value by value', question.readings({ imports: periods(2, 3) })],
    ['once more, for once', range(TWO, TWO + 1), { naming: 2 }],
  ])('goes no further %s', async (_name, ...step) => {
    const ask = saying();
    await ask(range(1_000, 50_000));
    await expect(ask(...step)).rejects.toMatchObject(refused('ANSWER_TELLS_MORE'));
  });

  test.each<[string, Step, ...Step]>([
    ['the same', [range(1_000, 50_000)], range(1_000, 50_000)],
    ['less', [range(1_000, 50_000)], range(50_000, 60_000), { purposeId: 1 }],
    [
      'the same in another unit',
      [range(1_000, 50_000)],
      question.cost({ prices: { imports: daily(3), exports: daily(0) }, bounds: [3_000, 150_000] }),
    ],
    [
      'another half hour',
      [question.range({ imports: periods(0, 1), bounds: [500] })],
      question.range({ imports: periods(1, 2), bounds: [500] }),
    ],
    ['the other side', [range(1_000)], question.range({ exports: ALL, bounds: [1] })],
    ['other days', [range(1_000)], range(TWO), OTHER_DAYS],
    ['another party', [range(1_000)], range(TWO), { purposeId: 2, partyId: ADVISER }],
    ['a wider share', [share([100, 300, 900])], share([200, 900])],
    [
      'a higher peak',
      [question.peak({ imports: ALL, bounds: [505, 600] })],
      question.peak({ imports: ALL, bounds: [505, 900] }),
    ],
    [
      'a lower floor',
      [question.floor({ imports: ALL, bounds: [0 + 1, 300] })],
      question.floor({ imports: ALL, bounds: [300] }),
    ],
    ['a bracket of an exact sum', [question.range({ imports: ALL })], range(TWO, TWO + 1)],
    [
      'what exact sums add up to',
      [
        question.sums([
          { side: 'imports', periods: periods(0, 1) },
          { side: 'imports', periods: periods(1, K) },
        ]),
      ],
      range(TWO, TWO + 1),
    ],
    [
      'what they cost',
      [
        question.sums([
          { side: 'imports', periods: periods(0, 1) },
          { side: 'imports', periods: periods(1, K) },
        ]),
      ],
      question.cost({ prices: { imports: daily(9).with(0, 2), exports: daily(0) } }),
    ],
    [
      'what follows from values',
      [question.readings({ imports: ALL })],
      [range(TWO, TWO + 1), share([500]), question.peak({ imports: ALL, bounds: [7, 8] })],
    ],
    [
      'values again',
      [question.readings({ imports: ALL })],
      question.readings({ imports: periods(1, 2) }),
      { toDay: FIRST_DAY },
    ],
  ])('is no question that asks for %s', async (_name, [first, before], ...step) => {
    const ask = saying();
    await ask(first, before);
    await expect(ask(...step)).resolves.toBeUndefined();
  });

  test('months that were exact make a year exact, and no part of a month', async () => {
    const ask = saying();
    await ask(question.range({ imports: ALL }));
    await ask(question.range({ imports: ALL }), { fromDay: FIRST_DAY + 2, toDay: FIRST_DAY + 5 });
    const all = totalOf(0, 6);
    await ask(range(all, all + 1), { fromDay: FIRST_DAY, toDay: FIRST_DAY + 5 });
    for (const [fromDay, toDay] of [
      [0, 0],
      [0, 4],
      [1, 5],
      [2, 4],
    ] as const) {
      await expect(
        ask(range(all), { fromDay: FIRST_DAY + fromDay, toDay: FIRST_DAY + toDay }),
      ).rejects.toMatchObject(refused('ANSWER_TELLS_MORE'));
    }
  });

  test('values of some half hours imply no sum that others are in', async () => {
    const ask = saying();
    await ask([question.readings({ imports: periods(1, K) }), range(5_000)]);
    await expect(ask(range(TWO))).rejects.toMatchObject(refused('ANSWER_TELLS_MORE'));
    await ask(question.range({ imports: periods(1, K), bounds: [1, 2] }));
  });

  test('is remembered by the store, in a file too', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'veilgrid-answers-'));
    try {
      await answering(DAYS, fileTxStore(folder))(range(1_000));
      const restarted = answering(DAYS, fileTxStore(folder));
      await expect(restarted(range(TWO))).rejects.toMatchObject(refused('ANSWER_TELLS_MORE'));
      await expect(restarted(range(1_000))).resolves.toBeInstanceOf(Uint8Array);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('goes no further in two processes with one store', async () => {
    const store = memoryTxStore();
    const outcomes = await Promise.allSettled([
      answering(DAYS, store)(range(TWO)),
      answering(DAYS, store)(range(TWO + 1)),
    ]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });
});

describe('a pseudonym', () => {
  const moved = DAYS.map((day, i) => ({ ...day, tariffId: i < 1 ? 9 : 10 }));
  const small = DAYS.map((day, i) => ({ ...day, large: i !== 1 }));

  test('does not move with its point from tariff to tariff', async () => {
    const ask = answering(moved);
    await expect(ask(range(1_000))).rejects.toMatchObject(refused('ANSWER_LINKS', 'tariffId'));
    await expect(ask(range(1_000), { naming: 2 })).rejects.toMatchObject(refused('ANSWER_LINKS', 'tariffId'));
    await expect(ask(range(1_000), OTHER_DAYS)).resolves.toBeInstanceOf(Uint8Array);
    await expect(answering(moved)(range(1_000), { naming: 1 })).resolves.toBeInstanceOf(Uint8Array);
  });

  test('is none of a set that is not large', async () => {
    const ask = answering(small);
    await expect(ask(range(1_000))).rejects.toMatchObject(refused('ANSWER_LINKS', 'set'));
    await expect(ask(range(1_000), { toDay: FIRST_DAY })).resolves.toBeInstanceOf(Uint8Array);
    await expect(answering(small)(range(1_000), { naming: 1 })).resolves.toBeInstanceOf(Uint8Array);
  });

  test.each([
    [0, 1],
    [1, 0],
    [1, 2],
    [2, 1],
  ])('and a name are never of the same days: %d, then %d', async (before, naming) => {
    const ask = saying();
    await ask(range(1_000), { naming: before });
    const later = { naming, fromDay: FIRST_DAY + 1, toDay: FIRST_DAY + 2 };
    await expect(ask(question.range({ exports: ALL, bounds: [1] }), later)).rejects.toMatchObject(
      refused('ANSWER_LINKS', 'naming'),
    );
    await ask(range(1_000), { naming, ...OTHER_DAYS });
    await ask(range(1_000), { naming, purposeId: 2, partyId: ADVISER });
  });
});
