/** Requests in words, as a person reads them before they answer. */
import { periods, question, questionWords, requestWords } from '@veilgrid/client-sdk';
import type { Question } from '@veilgrid/protocol/disclosure/questions';
import { paramsOf } from '@veilgrid/protocol/params';
import { purposeBody, requestOf } from './support/shownHome.js';

const FULL = paramsOf('full');
const DAY = periods(0, 48);
const EVENING = periods(34, 40);
const flat = (price: number) => Array.from({ length: 48 }, () => price);
const party = { partyId: 32, name: new TextEncoder().encode('Stadtbank') } as never;
const purpose = purposeBody();
const words = (change: Parameters<typeof requestOf>[0], name = 'Stadtbank', retentionDays = 90) =>
  requestWords(FULL, requestOf(change), {
    party: { ...(party as object), name: new TextEncoder().encode(name) } as never,
    purposeId: 4,
    purpose: { ...purpose, retentionDays },
  });

test.each<[Question, string]>([
  [
    question.readings({ imports: EVENING, exports: DAY }),
    'Every single reading, day by day: your import, 17:00–20:00 and your export, all day.',
  ],
  [
    question.sums([
      { side: 'imports', periods: EVENING | periods(0, 1) },
      { side: 'exports', periods: DAY },
    ]),
    'Exact sums over all days, in Wh: your import, 00:00–00:30, 17:00–20:00; your export, all day.',
  ],
  [question.range({ imports: DAY }), 'The exact sum over all days, in Wh: your import, all day.'],
  [
    question.range({ imports: DAY, bounds: [3_100_000, 4_000_500] }),
    'In which bracket the sum over all days lies (your import, all day): below 3,100 kWh; from 3,100 kWh to below 4,000.5 kWh; 4,000.5 kWh or more.',
  ],
  [
    question.cost({ prices: { imports: flat(30_000).with(0, 20_000), exports: flat(8_000) } }),
    'Exactly what the days cost at prices of its choice (import 0.20000 to 0.30000 a kWh, export 0.08000 a kWh), in currency.',
  ],
  [
    question.cost({
      prices: { imports: flat(30_000), exports: flat(0) },
      bounds: [-50_000_000, 100_000_000],
    }),
    'In which bracket lies what the days cost at prices of its choice (import 0.30000 a kWh, export 0.00000 a kWh): below -0.50000000 of currency; from -0.50000000 of currency to below 1.00000000 of currency; 1.00000000 of currency or more.',
  ],
  [
    question.share({ window: EVENING, bounds: [250, 333] }),
    'Which share of all your import this is (your import, 17:00–20:00): at most 25 %; at most 33.3 %; or more.',
  ],
  [
    question.comparison({ imports: DAY, bounds: [800, 1_000] }),
    'How this compares with the average of your zone (your import, all day): at most 80 %; at most 100 %; or more.',
  ],
  [
    question.peak({ imports: DAY, exports: DAY, bounds: [2_000] }),
    'How high the highest value of any half hour is (your import, all day and your export, all day): at most 2 kWh; or more.',
  ],
  [
    question.floor({ imports: EVENING, bounds: [50, 1_000] }),
    'How high the lowest value of any half hour is (your import, 17:00–20:00): less; at least 0.05 kWh; at least 1 kWh.',
  ],
])('question %#', (asked, said) => {
  expect(questionWords(FULL, asked)).toBe(said);
});

test('a request says who asks, what they can do with it, and that it is for good', () => {
  const questions = [question.range({ imports: DAY, bounds: [1] })];
  const days = { fromDay: 20_819, toDay: 20_849 };
  expect(words({ questions, ...days, maxGaps: 2 })).toEqual({
    who: '"Stadtbank" (party 32) asks you, for its registered purpose 4.',
    days: 'Of the 31 days from 2027-01-01 to 2027-01-31, UTC; up to 2 of them may be missing.',
    questions: [expect.stringContaining('0.001 kWh')],
    naming: 'It learns no name, but knows you again whenever you answer for this purpose.',
    provable: 'It cannot prove your answer to anybody else.',
    kept: 'It has registered to keep the answer for at most 90 days; you have its word alone.',
    final: 'What you have answered cannot be taken back: ending a consent ends further answers only.',
  });
  const other = words(
    { questions, fromDay: 20_819, toDay: 20_819, naming: 1, designated: 0 },
    'Stadtbank',
    1,
  );
  expect(other).toMatchObject({
    days: 'Of 2027-01-01, UTC.',
    naming: 'It learns which connection point the answer is of.',
    provable: 'It can prove your answer to anybody, for ever.',
    kept: expect.stringContaining('at most 1 day;'),
  });
  expect(words({ questions, naming: 2 }).naming).toContain('does not know you again');
});

test('a name moves no cursor, turns no line around and begins no new one', () => {
  const { who } = words(
    { questions: [question.range({ imports: DAY })] },
    'Bank\u001b[2K\u202eknab\u2028"\n',
  );
  expect(who).toBe('"Bank�[2K�knab�\\"�" (party 32) asks you, for its registered purpose 4.');
});

test('days that no calendar has are named all the same', () => {
  const { days } = words({ questions: [], fromDay: 2 ** 32 - 1, toDay: 2 ** 32 - 1 });
  expect(days).toBe('Of day 4294967295, UTC.');
});
