import { BASE, signedLimbs } from '../../../wasm-core/scripts/twinForm.mjs';
import { coordinates, type Group, generator, type NoblePoint, Q, zero } from '../support/points.js';
import { integerOf, LIST, TWIN, TwinModule } from '../support/twins.js';
import {
  canonical,
  HALF,
  type Limbs,
  type Listed,
  limbsOf,
  listed,
  lowered,
  negated,
  pointFrom,
  pointOf,
  pointOfLowest,
} from './support/listedPoints.js';

type Pair = readonly [Listed, Listed];

const HALF_BASE = BASE / 2n;
const LOWEST = signedLimbs(Q)[0]!;
const MOST = 1025;
const range = (n: number) => Array.from({ length: n }, (_, i) => i);

/** As what later sums take. */
function isNear(limbs: Limbs): boolean {
  const value = integerOf(limbs);
  const size = value < 0n ? -value : value;
  return limbs.every((limb) => Math.abs(limb) <= 2 ** 50 + 8) && size <= Q / 2n + Q / 2n ** 40n;
}

let module: TwinModule;
let memory: number;
beforeAll(async () => {
  module = await TwinModule.compile('trials.ts');
  memory = module.run.take!(3 * MOST * 4 * LIST);
});

describe.each([1, 2] as const)('sums of pairs in G%i, against noble', (group: Group) => {
  const parts = 2 * group;
  const place = (i: number) => memory + parts * LIST * i;
  const plus = (a: NoblePoint, b: NoblePoint) => a.add(b as never) as NoblePoint;
  const g = generator(group);
  const infinity = listed(zero(group));

  /** Sums one batch after the other as they fill; in place, or behind all points. */
  function sumsOf(pairs: readonly Pair[], inPlace: boolean): bigint[][] {
    const outs = pairs.map(([a, b], i) => {
      const addresses = [a, b].map(({ limbs, negated: isNegated }, k) => {
        const at = place(2 * i + k);
        limbs.forEach((part, p) => {
          module.setList(at + LIST * p, part);
        });
        return at + (isNegated ? 1 : 0);
      });
      const out = place(inPlace ? 2 * i : 2 * pairs.length + i);
      module.run.add!(group, out, ...addresses);
      return out;
    });
    module.run.finish!(group);
    const sums = outs.map((out) => range(parts).map((part) => module.list(out + LIST * part)));
    expect(sums.flat().every(isNear)).toBe(true);
    return sums.map((sum) => sum.map((limbs) => canonical(integerOf(limbs))));
  }

  function check(pairs: readonly Pair[]): void {
    const want = pairs.map(([a, b]) => coordinates(plus(pointOf(a), pointOf(b))));
    for (const inPlace of [false, true]) expect(sumsOf(pairs, inPlace)).toEqual(want);
  }

  const multiples = [zero(group)];
  for (let i = 0; i < 80; i++) multiples.push(plus(multiples[i]!, g));
  const multiple = (k: number) => listed(k < 0 ? (multiples[-k]!.negate() as NoblePoint) : multiples[k]!);
  const usual = (i: number): Pair => [multiple(2 * i + 1), multiple(2 * i + 2)];
  const special: readonly (readonly [string, (i: number) => Pair])[] = [
    ['equal points', (i) => [multiple(i + 3), multiple(i + 3)]],
    ['opposite points', (i) => [multiple(i + 3), multiple(-i - 3)]],
    ['a first point at infinity', (i) => [infinity, multiple(i + 3)]],
    ['a second point at infinity', (i) => [multiple(i + 3), infinity]],
    ['two points at infinity', () => [infinity, infinity]],
  ];

  test.each(special)('%s, at every place of one to five pairs, and everywhere', (_, make) => {
    for (let count = 1; count <= 5; count++) {
      for (let at = 0; at < count; at++) check(range(count).map((i) => (i === at ? make(i) : usual(i))));
      check(range(count).map(make));
    }
  });

  test('points that their addresses negate', () => {
    const pairs = [usual(0), usual(1), ...special.map(([, make], i) => make(i))];
    check(pairs.map(([a, b]) => [negated(a), b]));
    check(pairs.map(([a, b]) => [a, negated(b)]));
    check(pairs.map(([a, b]) => [negated(a), negated(b)]));
  });

  test('as many pairs as share an inversion, one less and one more, special ones among them', () => {
    const most = 1024 / group;
    for (const count of [most - 1, most, most + 1]) {
      const numbers = range(count).map((i) => [((7 * i) % 79) - 39, ((5 * i + (i >> 6)) % 71) - 35] as const);
      const got = sumsOf(
        numbers.map(([a, b]) => [multiple(a), multiple(b)]),
        true,
      );
      const want = numbers.map(([a, b]) => coordinates(multiple(a + b).point));
      expect(got).toEqual(want);
    }
  });

  test('abscissas that are equal and a modulus apart', () => {
    const { point } = pointFrom(group, HALF, -1n);
    const forms = (group === 1 ? [[], [0]] : [[], [0], [1], [0, 1]]).map((parts) =>
      lowered(listed(point), parts),
    );
    for (const a of forms)
      for (const b of forms)
        for (const pair of [
          [a, b],
          [a, negated(b)],
          [negated(a), b],
        ] as const) {
          check([pair]);
          check([usual(0), usual(1), usual(2), pair, pair]);
        }
    check(forms.map((a) => [a, multiple(1)]));
    check(forms.map((b) => [multiple(1), b]));
  });

  test('differences whose lowest limb is that of 0 or a modulus, of points that are not equal', () => {
    for (const [a, b] of [
      [17n, 17n],
      [17n, 17n + LOWEST],
      [17n, 17n - LOWEST],
      [HALF_BASE - 5n, HALF_BASE - 5n + LOWEST - BASE],
      [5n - HALF_BASE, 5n - HALF_BASE - LOWEST + BASE],
    ] as const) {
      const pair = [pointOfLowest(group, 2n ** 190n, a), pointOfLowest(group, 2n ** 195n, b)] as const;
      expect(pair[1].limbs[0]![0]! - pair[0].limbs[0]![0]!).toBe(Number(b - a));
      check([pair]);
      check([usual(0), pair, usual(1)]);
      check([pair, [pair[1], negated(pair[0])], usual(0), [infinity, pair[0]]]);
    }
  });

  /**
   * A lowest limb may be 2^50 or -2^50 alike: the difference of the same abscissa's two forms has then another lowest
   * limb than what pairs without a chord are told by, in G1. The product of all differences is 0, and the batch goes
   * the exact way. In G2 differences are near: that of equal ones is 0 in all limbs, since no carry comes to the
   * lowest, so that this cannot be reached.
   */
  test('the same abscissa in two forms of its lowest limb', () => {
    const { point, limbs } = pointOfLowest(group, 2n ** 190n, HALF_BASE);
    const [lowest, next, ...rest] = limbs[0]! as [number, number, ...number[]];
    expect(lowest).toBe(-(2 ** 50));
    const other = [-lowest, next - 1, ...rest];
    expect(integerOf(other)).toBe(integerOf(limbs[0]!));
    const forms = [listed(point, limbs[0]!), listed(point, other)] as const;
    for (const pair of [forms, [forms[1], forms[0]], [forms[0], negated(forms[1])]] as const) {
      check([pair]);
      check([usual(0), usual(1), usual(2), pair, usual(3)]);
      check([...special.map(([, make], i) => make(i)), pair, usual(1)]);
    }
  });

  test('inverses of four lanes at once, unless one is 0', () => {
    const size = TWIN * group;
    const lanes = (at: number, lane: number, values: readonly bigint[]) => {
      values.forEach((x, part) => {
        module.setLane(at + TWIN * part, lane, limbsOf(x));
      });
    };
    const [last, out] = [memory, memory + 2 * size];
    const fill = (values: readonly (readonly bigint[])[]) => {
      values.forEach((parts, i) => {
        lanes(last + size * (i >> 1), i & 1, parts);
      });
    };
    const values = range(4).map((i) =>
      range(group).map((part) => BigInt(3 + i + 5 * part) ** 80n % (Q / 2n)),
    );
    fill(values);
    expect(module.run.invert!(group, out, last)).toBe(1);
    values.forEach((parts, i) => {
      const got = range(group).map((part) =>
        canonical(integerOf(module.lane(out + size * (i >> 1) + TWIN * part, i & 1))),
      );
      expect(productOf(got, parts.map(canonical))).toEqual(group === 1 ? [1n] : [1n, 0n]);
    });
    for (const zeroAt of range(4)) {
      fill(values.map((parts, i) => (i === zeroAt ? parts.map(() => 0n) : parts)));
      expect(module.run.invert!(group, out, last)).toBe(0);
    }
  });

  /** In Fq, or Fq2 whose u² is -1. */
  function productOf(a: readonly bigint[], b: readonly bigint[]): bigint[] {
    const reduced = (x: bigint) => ((x % Q) + Q) % Q;
    if (group === 1) return [reduced(a[0]! * b[0]!)];
    return [reduced(a[0]! * b[0]! - a[1]! * b[1]!), reduced(a[0]! * b[1]! + a[1]! * b[0]!)];
  }
});
