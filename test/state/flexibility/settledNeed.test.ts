/** Terms: everything that a payment takes from the chain, so that of two lies no masks are alike. */
import { masksOf } from '@veilgrid/protocol/core/groups/masks';
import { type NeedState, needTermsBytes, needTermsOf } from '@veilgrid/protocol/flexibility/terms';
import { calledWorld } from '../support/flexibility/calledWorld.js';
import { PARAMS } from '../support/genesis.js';
import { hasher } from '../support/hasher.js';
import { PROFILE } from '../support/profile.js';

const { need } = calledWorld().settle();
const settled = need.settled();
const { result, arrays, baseline } = settled;
const one = <T extends number | bigint>(values: readonly T[], add: T): T[] =>
  values.map((x, k) => (k === 1 ? (((x as never) + (add as never)) as T) : x));

const changes: readonly (readonly [string, Partial<NeedState>])[] = [
  ['call', { called: settled.called + 8n }],
  ['level', { result: { ...result, p: one(result.p, 1) } }],
  ['margin', { result: { ...result, lambda: one(result.lambda, -1) } }],
  ['half hour that trades', { result: { ...result, traded: 3n } }],
  ['availability', { arrays: { ...arrays, fixed: one(arrays.fixed, 1n) } }],
  ['rate', { arrays: { ...arrays, rate: one(arrays.rate, 1n) } }],
  ['penalty', { arrays: { ...arrays, pen: one(arrays.pen, 1n) } }],
  ['rebound', { need: { ...settled.need, rebound: one(settled.need.rebound, 1) } }],
  ['compensation', { need: { ...settled.need, comp: one(settled.need.comp, 1) } }],
  ['direction', { need: { ...settled.need, up: 2n } }],
  [
    'factor',
    {
      baseline: {
        ...baseline!,
        factors: { ...baseline!.factors, exports: one(baseline!.factors.exports, 1) },
      },
    },
  ],
  ['list', { baseline: { ...baseline!, days: baseline!.days.toReversed() } }],
  ['day of readings', { baseline: { ...baseline!, readRoot: 5n } }],
  ['listed readings', { baseline: { ...baseline!, readRoots: [5n, 6n] } }],
  ['share', { share: 1n }],
  ['book', { offerRoot: 5n }],
  ['form', { late: true }],
];

test.each(changes)('another %s, other masks', (_, change) => {
  const { terms, ...state } = settled;
  expect(needTermsOf(PROFILE, state)).toBe(terms);
  const other = needTermsOf(PROFILE, { ...state, ...change });
  const [true_, false_] = [terms, other].map((of) => masksOf(hasher, PARAMS, 'A', 77n, of).masks);
  expect(true_!.filter((mask) => false_!.includes(mask))).toEqual([]);
});

test('the vector of the page', () => {
  const line = (from: number) => [0, 1, 2, 3].map((k) => from + k);
  const big = (from: number) => line(from).map(BigInt);
  const state: NeedState = {
    ...{
      chainId: 1n,
      needId: 2n,
      asset: 1n,
      offerCount: 4,
      offerRoot: 5n,
      void: false,
      share: 0n,
      called: 2n,
    },
    need: { day: 3, up: 0n, rebound: line(51), comp: line(71) },
    result: { traded: 3n, p: line(1), lambda: line(11), bought: [] },
    arrays: { fixed: big(21), rate: big(31), pen: big(41) },
    baseline: {
      ...{ days: [7, 8], readRoot: 61n, readRoots: [62n, 63n] },
      factors: { imports: line(1021), exports: line(1025) },
    },
    late: false,
  };
  expect(needTermsBytes('small', state).length).toBe(635 + 30 * 4);
  const expected = 'd75da9156f992c8ff1711e27e0410374277629183067a827c5e80ffe5d6196';
  expect(needTermsOf('small', state)).toBe(BigInt(`0x${expected}`));
});
