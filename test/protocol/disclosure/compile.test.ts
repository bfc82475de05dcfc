/**
 * What questions compile to: entry by entry as the page's table has it, and by what they mean for readings.
 * docs/protocol/disclosure.md "Questions".
 */
import {
  askedDay,
  type Claimed,
  ensureChain,
  registerValues,
  sumBounds,
  type ZoneDay,
} from '@veilgrid/protocol/disclosure/compile';
import { weighed } from '@veilgrid/protocol/disclosure/disclose';
import { ensureQuestion, QUESTIONS, type Question } from '@veilgrid/protocol/disclosure/questions';
import { paramsOf } from '@veilgrid/protocol/params';
import fc from 'fast-check';
import { asked, onWire } from './support/samples.js';

const PARAMS = paramsOf('small');
const { K } = PARAMS;
const { readings, sums, range, cost, share, comparison, peak, floor } = QUESTIONS;

type Day = readonly { readonly imported: number; readonly exported: number }[];
type Plain = { readonly question: Question; readonly bounds: readonly number[]; readonly claim: number };

const has = (mask: bigint, k: number) => (mask / 2n ** BigInt(k)) % 2n === 1n;
/** Chosen values of a day. */
const chosen = (question: Question, day: Day) =>
  day.flatMap(({ imported, exported }, k) => [
    ...(has(question.imports, k) ? [imported] : []),
    ...(has(question.exports, k) ? [exported] : []),
  ]);
const total = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

/** What a bracket says of readings, as somebody reads the question. */
function isTrue({ question, bounds, claim }: Plain, days: readonly Day[], zone: readonly ZoneDay[]): boolean {
  const [below, least] = [bounds[claim], bounds[claim - 1]];
  const inBracket = (x: number) =>
    bounds.length === 0 || ((below === undefined || x < below) && (least === undefined || x >= least));
  const imports = days.flatMap((day) => day.map(({ imported }) => imported));
  const values = days.flatMap((day) => chosen(question, day));
  switch (question.kind) {
    case range:
      return inBracket(total(values));
    case cost: {
      const every = question.prices.length / (2 * K);
      const paid = days.map((day, i) => {
        const prices = question.prices.slice((i % every) * 2 * K, ((i % every) + 1) * 2 * K);
        return total(
          day.map(({ imported, exported }, k) => imported * prices[k]! - exported * prices[K + k]!),
        );
      });
      return inBracket(total(paid));
    }
    case share:
      return below === undefined || 1_000 * total(values) <= below * total(imports);
    case comparison: {
      const average = zone.map(({ energy, members }) =>
        Math.floor((below! * Number(energy)) / (1_000 * members)),
      );
      return below === undefined || total(values) <= total(average);
    }
    case peak:
      return below === undefined || values.every((x) => x <= below);
    case floor:
      return least === undefined || values.every((x) => x >= least);
    default:
      return true;
  }
}

/** Whether a circuit that is given the compiled form would accept the readings. */
function isProvable(claimed: readonly Claimed[], days: readonly Day[], zone: readonly ZoneDay[]): boolean {
  const forms = days.map((_, i) => askedDay(PARAMS, claimed, i));
  const sum = days.reduce((all, day, i) => all + weighed(day, forms[i]!), 0n);
  const { low, high } = sumBounds(claimed, sum, zone);
  const capped = days.every((day, i) =>
    day.every(({ imported, exported }, k) => {
      const above = [Number(forms[i]!.capImport[k]!) - imported, Number(forms[i]!.capExport[k]!) - exported];
      return above.every((x) => x >= 0 && x < 2 ** 24);
    }),
  );
  return low <= sum && sum <= high && capped;
}

const MOST = 2 ** 24 - 1;
const value = fc.oneof(fc.integer({ min: 0, max: 40 }), fc.constantFrom(0, 1, MOST - 1, MOST));
const day = fc.array(fc.record({ imported: value, exported: value }), { minLength: K, maxLength: K });
const days = fc.array(day, { minLength: 1, maxLength: 4 });
const mask = fc.bigInt({ min: 1n, max: 2n ** BigInt(K) - 1n });
/** Of sizes that the sums of such days are around. */
const boundsOf = (least: number, most: number, minLength: number) =>
  fc
    .uniqueArray(fc.integer({ min: least, max: most }), { minLength, maxLength: 4 })
    .map((bounds) => bounds.sort((a, b) => a - b));

const claimedOf = (question: Question, bounds: readonly number[], pick: number): Plain => ({
  question: { ...question, bounds: onWire(...bounds) },
  bounds,
  claim: pick % (bounds.length + 1),
});

const plain = (n: number): fc.Arbitrary<Plain> =>
  fc.oneof(
    fc
      .tuple(mask, mask, boundsOf(0, 400, 0), fc.nat())
      .map(([imports, exports, b, c]) => claimedOf(asked(range, { imports, exports }), b, c)),
    fc
      .tuple(fc.boolean(), boundsOf(-3_000, 3_000, 0), fc.nat(), fc.array(fc.integer({ min: -30, max: 60 })))
      .map(([daily, b, c, some]) => {
        const prices = Array.from(
          { length: 2 * K * (daily ? n : 1) },
          (_, i) => some[i % some.length] ?? i - 7,
        );
        return claimedOf(asked(cost, { prices }), b, c);
      }),
    fc
      .tuple(mask, boundsOf(0, 999, 1), fc.nat())
      .map(([imports, b, c]) => claimedOf(asked(share, { imports }), b, c)),
    fc
      .tuple(mask, boundsOf(0, 4_000, 1), fc.nat())
      .map(([imports, b, c]) => claimedOf(asked(comparison, { imports }), b, c)),
  );
const limits = (kind: number, most: number) =>
  fc
    .tuple(mask, mask, boundsOf(1, most, 1), fc.nat())
    .map(([imports, exports, b, c]) => claimedOf(asked(kind, { imports, exports }), b, c));

const zoneOf = (n: number): ZoneDay[] =>
  Array.from({ length: n }, (_, i) => ({ energy: BigInt(600 + 77 * i), members: 11 + i }));

test('a bracket is provable of readings exactly where it is true of them', () => {
  const cases = days.chain((all) => fc.tuple(fc.constant(all), plain(all.length)));
  let [yes, no] = [0, 0];
  fc.assert(
    fc.property(cases, ([all, one]) => {
      ensureQuestion(PARAMS, all.length, one.question, 'q');
      const zone = zoneOf(all.length);
      const truth = isTrue(one, all, zone);
      if (truth) yes++;
      else no++;
      expect(isProvable([one], all, zone)).toBe(truth);
    }),
    { numRuns: 1_500 },
  );
  expect(Math.min(yes, no)).toBeGreaterThan(100);
});

test('limits of values are provable exactly where they are true, alone and beside a sum', () => {
  const limit = fc.oneof(limits(peak, 60), limits(peak, MOST), limits(floor, 60), limits(floor, MOST));
  const cases = days.chain((all) => fc.tuple(fc.constant(all), plain(all.length), limit, fc.boolean()));
  let [yes, no] = [0, 0];
  fc.assert(
    fc.property(cases, ([all, one, bound, beside]) => {
      const chain = beside ? [one, bound] : [bound];
      const zone = zoneOf(all.length);
      const truth = chain.every((each) => isTrue(each, all, zone));
      if (truth) yes++;
      else no++;
      expect(isProvable(chain, all, zone)).toBe(truth);
    }),
    { numRuns: 1_500 },
  );
  expect(Math.min(yes, no)).toBeGreaterThan(100);
});

test('of several limits all hold: the lowest from above, the highest from below', () => {
  const pairs = (kind: number) => fc.tuple(limits(kind, 60), limits(kind, 60));
  fc.assert(
    fc.property(days, fc.oneof(pairs(peak), pairs(floor)), (all, chain) => {
      ensureChain(chain, 'chain');
      expect(isProvable(chain, all, [])).toBe(chain.every((each) => isTrue(each, all, [])));
    }),
    { numRuns: 500 },
  );
});

test('brackets cover everything: one of a sum is true, and of the others the last or the first', () => {
  const cases = days.chain((all) => fc.tuple(fc.constant(all), plain(all.length)));
  fc.assert(
    fc.property(cases, ([all, one]) => {
      const zone = zoneOf(all.length);
      const claims = Array.from({ length: one.bounds.length + 1 }, (_, claim) =>
        isProvable([{ ...one, claim }], all, zone),
      );
      const { kind } = one.question;
      if (kind === range || kind === cost) expect(claims.filter(Boolean)).toHaveLength(1);
      else expect(claims.at(-1)).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test('an exact sum is provable of itself and of nothing else', () => {
  const registers = fc.array(fc.record({ side: fc.integer({ min: 0, max: 1 }), periods: mask }), {
    minLength: 1,
    maxLength: 4,
  });
  fc.assert(
    fc.property(days, registers, (all, regs) => {
      const one = { question: asked(sums, { registers: regs }), claim: 0 };
      const sum = all.reduce((a, each, i) => a + weighed(each, askedDay(PARAMS, [one], i)), 0n);
      const { low, high } = sumBounds([one], sum);
      expect([low, high]).toEqual([sum, sum]);
      const exact = regs.map(({ side, periods }) =>
        total(
          all.flatMap((each) =>
            each.map((r, k) => (has(periods, k) ? (side === 0 ? r.imported : r.exported) : 0)),
          ),
        ),
      );
      expect(registerValues(one.question, sum)).toEqual(exact.map(BigInt));
    }),
    { numRuns: 300 },
  );
});

describe('entry by entry, as the table has it', () => {
  const WIDE = 2n ** 168n;
  const NONE = [0n, 0n, 0n, 0n];
  const OPEN = Array<bigint>(K).fill(2n ** 24n - 1n);
  const nothing = {
    selectImport: 0n,
    selectExport: 0n,
    weightImport: NONE,
    weightExport: NONE,
    capImport: OPEN,
    capExport: OPEN,
  };
  const zone = [
    { energy: 1_999n, members: 10 },
    { energy: 5n, members: 3 },
  ];
  const r = [1, 2].map((j) => ({ side: j % 2, periods: BigInt(4 + j) }));
  const prices = Array.from({ length: 4 * K }, (_, i) => i - 6);

  test.each<[string, Question, number, object, bigint, bigint]>([
    [
      'readings',
      asked(readings, { imports: 5n, exports: 2n }),
      0,
      { selectImport: 5n, selectExport: 2n },
      -WIDE,
      WIDE,
    ],
    [
      'sums',
      asked(sums, { registers: r }),
      0,
      { weightExport: [1n, 0n, 1n, 0n], weightImport: [0n, 2n ** 42n, 2n ** 42n, 0n] },
      9n,
      9n,
    ],
    [
      'the first bracket of a range',
      asked(range, { imports: 3n, exports: 8n, bounds: onWire(7, 9) }),
      0,
      { weightImport: [1n, 1n, 0n, 0n], weightExport: [0n, 0n, 0n, 1n] },
      -WIDE,
      6n,
    ],
    [
      'one between',
      asked(range, { imports: 1n, bounds: onWire(7, 9) }),
      1,
      { weightImport: [1n, 0n, 0n, 0n] },
      7n,
      8n,
    ],
    [
      'the last',
      asked(range, { imports: 1n, bounds: onWire(7, 9) }),
      2,
      { weightImport: [1n, 0n, 0n, 0n] },
      9n,
      WIDE,
    ],
    ['an exact range', asked(range, { imports: 1n }), 0, { weightImport: [1n, 0n, 0n, 0n] }, 9n, 9n],
    [
      'a cost, on its second day',
      asked(cost, { prices, bounds: onWire(-4) }),
      0,
      { weightImport: [2n, 3n, 4n, 5n], weightExport: [-6n, -7n, -8n, -9n] },
      -WIDE,
      -5n,
    ],
    [
      'a share',
      asked(share, { imports: 9n, bounds: onWire(250) }),
      0,
      { weightImport: [750n, -250n, -250n, 750n] },
      -WIDE,
      0n,
    ],
    ['the rest of shares', asked(share, { imports: 9n, bounds: onWire(250) }), 1, {}, -WIDE, WIDE],
    [
      'a comparison, rounded down by day',
      asked(comparison, { imports: 2n, bounds: onWire(1_500) }),
      0,
      { weightImport: [0n, 1n, 0n, 0n] },
      0n,
      299n + 2n,
    ],
    [
      'the rest of comparisons',
      asked(comparison, { imports: 2n, bounds: onWire(9) }),
      1,
      { weightImport: [0n, 1n, 0n, 0n] },
      -WIDE,
      WIDE,
    ],
    [
      'a peak',
      asked(peak, { imports: 1n, exports: 2n, bounds: onWire(50) }),
      0,
      { capImport: [50n, ...OPEN.slice(1)], capExport: [OPEN[0]!, 50n, ...OPEN.slice(2)] },
      -WIDE,
      WIDE,
    ],
    ['the rest of peaks', asked(peak, { imports: 1n, bounds: onWire(50) }), 1, {}, -WIDE, WIDE],
    ['the first of floors', asked(floor, { imports: 1n, bounds: onWire(50) }), 0, {}, -WIDE, WIDE],
    [
      'a floor',
      asked(floor, { imports: 1n, bounds: onWire(50) }),
      1,
      { capImport: [50n + 2n ** 24n - 1n, ...OPEN.slice(1)] },
      -WIDE,
      WIDE,
    ],
  ])('%s', (_name, question, claim, form, low, high) => {
    ensureQuestion(PARAMS, 2, question, 'q');
    expect(askedDay(PARAMS, [{ question, claim }], 1)).toEqual({ ...nothing, ...form });
    expect(sumBounds([{ question, claim }], 9n, zone)).toEqual({ low, high });
  });
});

describe('a chain', () => {
  const invalid = expect.objectContaining({ code: 'ANSWER_INVALID', data: { field: 'chains.0' } });
  const sum = { question: asked(range, { imports: 1n, bounds: onWire(5) }), claim: 1 };
  const top = { question: asked(peak, { imports: 3n, bounds: onWire(5) }), claim: 0 };
  const bottom = { question: asked(floor, { imports: 2n, bounds: onWire(5) }), claim: 1 };
  const shown = { question: asked(readings, { exports: 2n }), claim: 0 };

  test.each<[string, Claimed[]]>([
    ['a sum, a peak and readings', [sum, top, shown]],
    [
      'a peak and a floor of other half hours',
      [{ ...top, question: { ...top.question, imports: 1n } }, bottom],
    ],
    ['a peak that says nothing beside a floor', [{ ...top, claim: 1 }, bottom]],
    [
      'a peak and a floor of the two sides',
      [{ ...top, question: { ...top.question, imports: 0n, exports: 2n } }, bottom],
    ],
  ])('has %s', (_name, claimed) => {
    expect(() => ensureChain(claimed, 'chains.0')).not.toThrow();
  });

  test.each<[string, Claimed[]]>([
    ['nothing', []],
    ['two sums', [sum, { question: asked(sums, { registers: [{ side: 0, periods: 1n }] }), claim: 0 }]],
    ['a bracket that there is not', [{ ...sum, claim: 2 }]],
    ['a second value of what is exact', [{ ...shown, claim: 1 }]],
    ['a peak and a floor of one half hour', [top, bottom]],
  ])('has not %s', (_name, claimed) => {
    expect(() => ensureChain(claimed, 'chains.0')).toThrow(invalid);
  });
});
