/** Which questions mean something, refusal by refusal. docs/protocol/disclosure.md "Questions". */
import { ensureQuestion, QUESTIONS, type Question } from '@veilgrid/protocol/disclosure/questions';
import { ensureRequest, type Request } from '@veilgrid/protocol/disclosure/request';
import { paramsOf } from '@veilgrid/protocol/params';
import { asked, onWire, PURPOSE, REQUEST } from './support/samples.js';

const PARAMS = paramsOf('small');
const { K } = PARAMS;
const DAYS = 3;
const { readings, sums, range, cost, share, comparison, peak, floor } = QUESTIONS;
const checked = (question: Question) => () => ensureQuestion(PARAMS, DAYS, question, 'q');
const refused = (field: string) =>
  expect.objectContaining({ code: 'REQUEST_INVALID', data: expect.objectContaining({ field }) });

const prices = (days: number) => Array<number>(2 * K * days).fill(-3);
const all = 2n ** BigInt(K) - 1n;
const register = { side: 0, periods: 1n };

const GOOD: [string, Question][] = [
  ['readings', asked(readings, { imports: all, exports: all })],
  ['readings of one side', asked(readings, { exports: 1n })],
  ['four sums', asked(sums, { registers: [register, { ...register, side: 1 }, register, register] })],
  ['an exact range', asked(range, { imports: 1n })],
  ['a range', asked(range, { exports: 1n, bounds: onWire(0, 1, 3_100) })],
  ['a cost of all days alike', asked(cost, { prices: prices(1), bounds: onWire(-9, 0) })],
  ['a cost day by day', asked(cost, { prices: prices(DAYS) })],
  ['a share', asked(share, { imports: 1n, bounds: onWire(0, 999) })],
  ['a comparison', asked(comparison, { imports: 1n, bounds: onWire(0, 100_000) })],
  ['a peak', asked(peak, { imports: 1n, exports: 2n, bounds: onWire(0, 2 ** 24 - 1) })],
  ['a floor', asked(floor, { imports: 1n, bounds: onWire(1, 2 ** 24 - 1) })],
];

test.each(GOOD)('%s can be asked', (_name, question) => {
  expect(checked(question)).not.toThrow();
});

const bounded = { imports: 1n, bounds: onWire(1) };
test.each<[string, Question, string]>([
  ['a kind that there is not', asked(8, { imports: 1n }), 'q.kind'],
  ['a half hour that no day has', asked(readings, { imports: 2n ** BigInt(K) }), 'q.imports'],
  ['exports that no day has', asked(range, { imports: 1n, exports: 2n ** BigInt(K) }), 'q.exports'],
  ['no half hour', asked(readings), 'q.imports'],
  ['sums with half hours of their own', asked(sums, { imports: 1n, registers: [register] }), 'q.imports'],
  ['a cost of some half hours', asked(cost, { imports: 1n, prices: prices(1) }), 'q.imports'],
  ['sums with exports', asked(sums, { exports: 1n, registers: [register] }), 'q.exports'],
  ['a share of exports', asked(share, { ...bounded, exports: 1n }), 'q.exports'],
  ['a share of exports alone', asked(share, { exports: 1n, bounds: onWire(1) }), 'q.exports'],
  ['a comparison of exports', asked(comparison, { ...bounded, exports: 1n }), 'q.exports'],
  ['no register', asked(sums), 'q.registers'],
  ['registers of a range', asked(range, { imports: 1n, registers: [register] }), 'q.registers'],
  ['a side that there is not', asked(sums, { registers: [{ side: 2, periods: 1n }] }), 'q.registers'],
  ['a register of nothing', asked(sums, { registers: [{ side: 0, periods: 0n }] }), 'q.registers'],
  [
    'a register beyond the day',
    asked(sums, { registers: [register, { side: 1, periods: 2n ** BigInt(K) }] }),
    'q.registers',
  ],
  ['bounds of readings', asked(readings, bounded), 'q.bounds'],
  ['bounds of sums', asked(sums, { registers: [register], bounds: onWire(1) }), 'q.bounds'],
  ['a share without a bound', asked(share, { imports: 1n }), 'q.bounds'],
  ['a comparison without a bound', asked(comparison, { imports: 1n }), 'q.bounds'],
  ['a peak without a bound', asked(peak, { imports: 1n }), 'q.bounds'],
  ['a floor without a bound', asked(floor, { imports: 1n }), 'q.bounds'],
  ['bounds that fall', asked(range, { imports: 1n, bounds: onWire(5, 4) }), 'q.bounds'],
  ['a bound twice', asked(cost, { prices: prices(1), bounds: onWire(5, 5) }), 'q.bounds'],
  ['energy below nothing', asked(range, { imports: 1n, bounds: onWire(-1) }), 'q.bounds'],
  ['a whole as a share', asked(share, { imports: 1n, bounds: onWire(1_000) }), 'q.bounds'],
  ['a share below nothing', asked(share, { imports: 1n, bounds: onWire(-1) }), 'q.bounds'],
  [
    'a hundred times the average, and more',
    asked(comparison, { imports: 1n, bounds: onWire(100_001) }),
    'q.bounds',
  ],
  ['a peak above all values', asked(peak, { imports: 1n, bounds: onWire(2 ** 24) }), 'q.bounds'],
  ['a peak below nothing', asked(peak, { imports: 1n, bounds: onWire(-1) }), 'q.bounds'],
  ['a floor of nothing', asked(floor, { imports: 1n, bounds: onWire(0) }), 'q.bounds'],
  ['a floor above all values', asked(floor, { imports: 1n, bounds: onWire(2 ** 24) }), 'q.bounds'],
  ['a cost without prices', asked(cost), 'q.prices'],
  ['prices of some days', asked(cost, { prices: prices(2) }), 'q.prices'],
  ['prices of half a day', asked(cost, { prices: prices(1).slice(1) }), 'q.prices'],
  ['prices of a range', asked(range, { imports: 1n, prices: prices(1) }), 'q.prices'],
])('%s cannot', (_name, question, field) => {
  expect(checked(question)).toThrow(refused(field));
});

describe('a request', () => {
  const made = (change: Partial<Request>, purpose = PURPOSE) => {
    return () => ensureRequest(PARAMS, { ...REQUEST, ...change }, purpose);
  };

  test('of its purpose can be made', () => {
    expect(made({})).not.toThrow();
    expect(made({ designated: 0 })).not.toThrow();
    expect(made({ toDay: REQUEST.fromDay, maxGaps: 0 })).not.toThrow();
    expect(made({ toDay: REQUEST.fromDay + PURPOSE.maxDays - 1 })).not.toThrow();
  });

  test.each<[string, Partial<Request>, Partial<typeof PURPOSE>, string]>([
    ['of another party', { partyId: 41 }, {}, 'partyId'],
    ['that expires when it is issued', { expires: REQUEST.issued }, {}, 'expires'],
    ['with a naming that there is not', { naming: 3 }, {}, 'naming'],
    ['that names where nobody may be named', { naming: 1 }, { naming: 5 }, 'naming'],
    ['for others where only the party is to know', { designated: 0 }, { transferable: 0 }, 'designated'],
    ['that is for others or not', { designated: 2 }, {}, 'designated'],
    ['of days that run backwards', { toDay: REQUEST.fromDay - 1 }, {}, 'toDay'],
    ['of a day too many', { toDay: REQUEST.fromDay + 31 }, {}, 'toDay'],
    ['of more days than a chain has', { toDay: REQUEST.fromDay + 4_096 }, { maxDays: 9_999 }, 'toDay'],
    ['with as many gaps as days', { maxGaps: 3 }, {}, 'maxGaps'],
    ['of nothing', { questions: [] }, {}, 'questions'],
    ['that asks what it may not', {}, { questions: 255 - 2 }, 'questions.1.kind'],
    ['with a question that means nothing', { questions: [asked(readings)] }, {}, 'questions.0.imports'],
  ])('%s cannot', (_name, change, purpose, field) => {
    expect(made(change, { ...PURPOSE, ...purpose })).toThrow(refused(field));
  });
});
