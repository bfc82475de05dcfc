/** Terms: everything that a payment takes from the chain, so that of two lies no masks are alike. */
import { masksOf } from '@veilgrid/protocol/core/groups/masks';
import { type NeedState, needTermsBytes, needTermsOf } from '@veilgrid/protocol/flexibility/terms';
import { PARAMS } from '../support/genesis.js';
import { hasher } from '../support/hasher.js';

const line = (from: number) => [0, 1, 2, 3].map((k) => from + k);
const big = (from: number) => line(from).map(BigInt);
/** As the page has it. */
const STATE = {
  ...{ chainId: 1n, needId: 2n, asset: 1n, offerCount: 4, offerRoot: 5n, void: false, share: 0n, called: 2n },
  need: { day: 3, up: 0n, rebound: line(51), comp: line(71) },
  result: { traded: 3n, p: line(1), lambda: line(11), bought: [] },
  arrays: { fixed: big(21), rate: big(31), pen: big(41) },
  baseline: {
    ...{ days: [7, 8], readRoot: 61n, readRoots: [62n, 63n] },
    factors: { imports: line(1_021), exports: line(1_025) },
  },
  late: false,
} satisfies NeedState;
const { need, result, arrays, baseline } = STATE;

test('the vector of the page', () => {
  expect(needTermsBytes('small', STATE).length).toBe(635 + 30 * 4);
  const expected = 'd75da9156f992c8ff1711e27e0410374277629183067a827c5e80ffe5d6196';
  expect(needTermsOf('small', STATE)).toBe(BigInt(`0x${expected}`));
});

const changes: readonly (readonly [string, Partial<NeedState>])[] = [
  ['call', { called: 10n }],
  ['level', { result: { ...result, p: [1, 2, 3, 5] } }],
  ['margin', { result: { ...result, lambda: line(12) } }],
  ['half hour that trades', { result: { ...result, traded: 7n } }],
  ['availability', { arrays: { ...arrays, fixed: big(22) } }],
  ['rate', { arrays: { ...arrays, rate: big(32) } }],
  ['penalty', { arrays: { ...arrays, pen: big(42) } }],
  ['rebound', { need: { ...need, rebound: line(52) } }],
  ['compensation', { need: { ...need, comp: line(72) } }],
  ['direction', { need: { ...need, up: 2n } }],
  ['factor', { baseline: { ...baseline, factors: { ...baseline.factors, exports: line(1_024) } } }],
  ['list', { baseline: { ...baseline, days: [8, 7] } }],
  ['day of readings', { baseline: { ...baseline, readRoot: 62n } }],
  ['listed readings', { baseline: { ...baseline, readRoots: [63n, 62n] } }],
  ['share', { share: 1n }],
  ['end', { void: true }],
  ['book', { offerRoot: 6n }],
  ['chain', { chainId: 2n }],
  ['form', { late: true }],
];

test.each(changes)('another %s, other masks', (_, change) => {
  const masks = [STATE, { ...STATE, ...change }].map(
    (state) => masksOf(hasher, PARAMS, 'A', 77n, needTermsOf('small', state)).masks,
  );
  expect(masks[0]!.filter((mask) => masks[1]!.includes(mask))).toEqual([]);
});
