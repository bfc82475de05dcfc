/** What would tell a party that two answers are of one household. docs/protocol/disclosure.md "Wallet's rules". */
import { periods, question, type TxStore } from '@veilgrid/client-sdk';
import { ensureUnlinked } from '@veilgrid/client-sdk/disclosure/links';
import type { Question } from '@veilgrid/protocol/disclosure/questions';
import { NAMING } from '@veilgrid/protocol/disclosure/subject';
import { witnessProver } from '../../services/support/witnessProver.js';
import { daily, K } from '../../state/support/profile.js';
import { answeringBy } from './support/answering.js';
import {
  ADVISER,
  FIRST_DAY,
  type HomeDay,
  readDay,
  requestOf,
  ShownHome,
  signed,
} from './support/shownHome.js';

const { prover } = await witnessProver();
const ALL = periods(0, K);
const DAYS: HomeDay[] = Array.from({ length: 6 }, (_, i) => ({
  day: FIRST_DAY + i,
  readings: readDay(500 + 10 * i, 300),
}));
const range = (...bounds: number[]) => question.range({ imports: ALL, bounds });
const links = (field: string) => ({ code: 'ANSWER_LINKS', data: expect.objectContaining({ field }) });
const { pseudonym: PSEUDONYM, named: NAMED, once: ONCE } = NAMING;
const JUNE = { fromDay: FIRST_DAY, toDay: FIRST_DAY + 1 };
const JULY = { fromDay: FIRST_DAY + 2, toDay: FIRST_DAY + 3 };

const answering = (days = DAYS, store?: TxStore) => answeringBy(prover, days, store);

describe('a name and the pseudonym that lasts', () => {
  test.each([
    [NAMED, PSEUDONYM],
    [PSEUDONYM, NAMED],
  ])('are not both given for one purpose, be it of other days: %d, then %d', async (before, naming) => {
    const ask = answering();
    await ask(range(1_000), { naming: before, ...JUNE });
    await expect(ask(range(1_000), { naming, ...JULY })).rejects.toMatchObject(links('naming'));
    // The same again, for another purpose or party, or by a name for once.
    await ask(range(1_000), { naming: before, ...JULY });
    await ask(range(1_000), { naming, ...JULY, purposeId: 2, partyId: ADVISER });
    const free = { fromDay: FIRST_DAY + 4, toDay: FIRST_DAY + 5 };
    await ask(range(1_000), { naming, ...free, purposeId: 1 });
    if (naming === PSEUDONYM) await ask(range(1_000), { naming: ONCE, ...free });
  });
});

describe('a pseudonym that lasts', () => {
  const moved = DAYS.map((day, i) => ({ ...day, tariffId: i < 2 ? 9 : 10 }));

  test('does not move with its point between two answers', async () => {
    const ask = answering(moved);
    await ask(range(1_000), JUNE);
    await expect(ask(range(1_000), JULY)).rejects.toMatchObject(links('tariffId'));
    // Another purpose knows it by another name, and a name for once is none that moves.
    await ask(range(1_000), { ...JULY, purposeId: 1 });
    await ask(range(1_000), { ...JULY, naming: ONCE });
  });

  test('moves where it is a name', async () => {
    const ask = answering(moved);
    await ask(range(1_000), { ...JUNE, naming: NAMED });
    await expect(ask(range(1_000), { ...JULY, naming: NAMED })).resolves.toBeInstanceOf(Uint8Array);
  });

  test.each([
    ['zone', { zone: 4 }],
    ['tariffId', { tariffId: 10 }],
  ])('has one %s', (field, change) => {
    const given = { purposeId: 0, position: 1, naming: PSEUDONYM, zone: 3, tariffId: 9, days: [], said: [] };
    const refused = expect.objectContaining(links(field));
    expect(() => ensureUnlinked({ ...given, ...change }, [given])).toThrow(refused);
    expect(() => ensureUnlinked({ ...given, ...change, position: 2 }, [given])).not.toThrow();
    expect(() => ensureUnlinked(given, [given])).not.toThrow();
  });
});

test('of days that the DSO read only a named household answers', async () => {
  const days = DAYS.map((day, i) => ({ ...day, status: i === 1 ? 1 : 0 }));
  for (const naming of [PSEUDONYM, ONCE])
    await expect(answering(days)(range(1_000), { naming })).rejects.toMatchObject(links('status'));
  await expect(answering(days)(range(1_000), JULY)).resolves.toBeInstanceOf(Uint8Array);
  await expect(answering(days)(range(1_000), { naming: NAMED })).resolves.toBeInstanceOf(Uint8Array);
});

describe('a pseudonym for once', () => {
  const exact = question.range({ imports: ALL });
  const sums = question.sums([{ side: 'imports', periods: ALL }]);
  const values = question.readings({ imports: periods(0, 1) });
  const cost = question.cost({
    prices: DAYS.slice(0, 2).map((_, i) => ({ imports: daily(i + 1), exports: daily(0) })),
  });
  const other = question.range({ exports: ALL, bounds: [1] });
  const LATER = { fromDay: FIRST_DAY + 1, toDay: FIRST_DAY + 2 };

  test.each<[string, Question, number, Question, number]>([
    ['values', values, ONCE, values, ONCE],
    ['exact sums', sums, ONCE, sums, ONCE],
    ['an exact cost, day by day,', cost, ONCE, other, ONCE],
    ['one sum', exact, PSEUDONYM, other, ONCE],
    ['one sum, the other way round,', other, PSEUDONYM, exact, ONCE],
    ['one sum, before one that lasts,', exact, ONCE, other, PSEUDONYM],
  ])('is known again by %s of the same days', async (_name, first, before, second, naming) => {
    const ask = answering();
    await ask(first, { naming: before });
    for (const days of [LATER, { purposeId: 1 }])
      await expect(ask(second, { naming, ...days })).rejects.toMatchObject(links('naming'));
    await expect(ask(second, { naming, ...JULY })).resolves.toBeInstanceOf(Uint8Array);
    await expect(ask(second, { naming, purposeId: 2, partyId: ADVISER })).resolves.toBeInstanceOf(Uint8Array);
  });

  test('answers twice of the same days in brackets', async () => {
    const ask = answering();
    await ask(range(1_000), { naming: ONCE });
    await ask(range(1_000), { naming: ONCE });
    await ask(other, { naming: PSEUDONYM });
  });

  test('is all that this is about: the one that lasts is known again anyhow', async () => {
    const ask = answering();
    await ask(exact);
    await ask(exact);
  });

  test('is said to be known by what it tells', async () => {
    const request = requestOf({ questions: [exact], naming: ONCE });
    const { words } = await new ShownHome(DAYS).wallet(prover).disclosure.readRequest(signed(request));
    expect(words.naming).toBe(
      'It learns no name, and does not know you again by what it calls you; by what you tell it, it may.',
    );
  });
});
