import { bn254 } from '@noble/curves/bn254.js';
import { VerifierContext } from '@veilgrid/wasm-core/verifier/context';
import { writeWords } from '@veilgrid/wasm-core/verifier/words';
import fc from 'fast-check';
import { curves } from 'snarkjs';
import { multiple1, multiple2, ofSmallOrder, outsideSubgroup, Q, R } from './support/groth16.js';

const { Fp2, Fp6, Fp12, Fr } = bn254.fields;
type Fp12Element = ReturnType<typeof Fp12.create>;
type Fp6Element = Fp12Element['c0'];

const element = fc.bigInt({ min: 0n, max: Q - 1n });
/** Edges too: elements near 0 and q are where carries and reductions go wrong. */
const coordinate = fc.oneof(
  { weight: 4, arbitrary: element },
  { weight: 1, arbitrary: fc.constantFrom(0n, 1n, 2n, Q - 1n, Q - 2n, (Q - 1n) / 2n, (1n << 253n) - 1n) },
);
const list = (length: number) => fc.array(coordinate, { minLength: length, maxLength: length });
const scalar = fc.bigInt({ min: 1n, max: R - 1n });

const toBytes = (values: readonly bigint[]) => {
  const words = new BigUint64Array(4 * values.length);
  values.forEach((x, i) => {
    writeWords(words, i, x);
  });
  return new Uint8Array(words.buffer);
};
const fromBytes = (bytes: Uint8Array) =>
  Array.from({ length: bytes.length / 32 }, (_, i) =>
    bytes.subarray(32 * i, 32 * i + 32).reduceRight((sum, byte) => 256n * sum + BigInt(byte), 0n),
  );
const to6 = (x: readonly bigint[]): Fp6Element => ({
  c0: Fp2.create({ c0: x[0]!, c1: x[1]! }),
  c1: Fp2.create({ c0: x[2]!, c1: x[3]! }),
  c2: Fp2.create({ c0: x[4]!, c1: x[5]! }),
});
const to12 = (x: readonly bigint[]): Fp12Element => ({ c0: to6(x), c1: to6(x.slice(6)) });
const from6 = ({ c0, c1, c2 }: Fp6Element) => [c0, c1, c2].flatMap((x) => [x.c0, x.c1]);
const from12 = ({ c0, c1 }: Fp12Element) => [...from6(c0), ...from6(c1)];

let context: VerifierContext;
beforeAll(async () => {
  context = await VerifierContext.create([]);
});

const OPERATIONS = {
  mul: 0,
  sqr: 1,
  inverse: 2,
  frobenius: 3,
  cyclotomic: 4,
  final: 5,
  mul6: 6,
  inverse6: 7,
  inverse2: 8,
};
const tower = (operation: keyof typeof OPERATIONS, x: readonly bigint[], y = x) =>
  fromBytes(context.direct('tower', OPERATIONS[operation], toBytes([...x, ...y]), 12 * 32));
const pairings = (pairs: readonly (readonly [readonly bigint[], readonly (readonly bigint[])[]])[]) => {
  const input = toBytes(pairs.flatMap(([p, q]) => [...p, ...q.flat()]));
  const output = context.direct('pairings', pairs.length, input, 12 * 32 + pairs.length);
  return {
    value: fromBytes(output.subarray(0, 12 * 32)),
    inSubgroup: [...output.subarray(12 * 32)].map(Boolean),
  };
};
const g1 = (p: readonly bigint[]) => bn254.G1.Point.fromAffine({ x: p[0]!, y: p[1]! });
const g2 = ([x, y]: readonly (readonly bigint[])[]) =>
  bn254.G2.Point.fromAffine({ x: { c0: x![0]!, c1: x![1]! }, y: { c0: y![0]!, c1: y![1]! } });

describe('tower', () => {
  test('products and squares in Fq6 and Fq12 are those of noble', () => {
    fc.assert(
      fc.property(list(12), list(12), (x, y) => {
        expect(tower('mul', x, y)).toEqual(from12(Fp12.mul(to12(x), to12(y))));
        expect(tower('sqr', x)).toEqual(from12(Fp12.sqr(to12(x))));
        expect(tower('mul6', x, y).slice(0, 6)).toEqual(from6(Fp6.mul(to6(x), to6(y))));
      }),
      { numRuns: 200 },
    );
  });

  test('inverses, of 0 too, and Frobenius maps', () => {
    fc.assert(
      fc.property(list(12), (x) => {
        fc.pre(x.some((c) => c !== 0n));
        expect(tower('inverse', x)).toEqual(from12(Fp12.inv(to12(x))));
        expect(tower('frobenius', x)).toEqual(from12(Fp12.frobeniusMap(to12(x), 1)));
        if (x[0] !== 0n)
          expect(tower('inverse2', x).slice(0, 2)).toEqual(
            Object.values(Fp2.inv(Fp2.create({ c0: x[0]!, c1: x[1]! }))),
          );
      }),
      { numRuns: 50 },
    );
    const zero = Array<bigint>(12).fill(0n);
    for (const operation of ['inverse', 'inverse6', 'inverse2'] as const) {
      expect(tower(operation, zero)).toEqual(zero);
    }
  });

  test('the final exponentiation, and squares in the subgroup it ends in', () => {
    fc.assert(
      fc.property(list(12), (x) => {
        fc.pre(x.some((c) => c !== 0n));
        const power = tower('final', x);
        expect(power).toEqual(from12(Fp12.finalExponentiate(to12(x))));
        expect(tower('cyclotomic', power)).toEqual(tower('sqr', power));
      }),
      { numRuns: 10 },
    );
  });

  test('coordinates from q on are refused', () => {
    expect(() => tower('mul', [Q, ...Array<bigint>(11).fill(0n)])).toThrow(RangeError);
  });
});

describe('curves', () => {
  test('the endomorphisms multiply by their eigenvalues', () => {
    const x = 4965661367192848881n;
    const lambda = 36n * x ** 3n + 18n * x ** 2n + 6n * x + 1n;
    fc.assert(
      fc.property(scalar, (s) => {
        const phi = fromBytes(context.direct('endomorphism', 1, toBytes(multiple1(s)), 64));
        expect(phi).toEqual(multiple1(Fr.mul(s, lambda % R)));
        const psi = fromBytes(context.direct('endomorphism', 2, toBytes(multiple2(s).flat()), 128));
        expect(psi).toEqual(multiple2(Fr.mul(s, Q % R)).flat());
      }),
      { numRuns: 10 },
    );
  });

  test('random multiples, with the extreme coefficients too', () => {
    const word = fc.oneof(
      fc.bigInt({ min: 0n, max: 2n ** 128n - 1n }),
      fc.constantFrom(0n, 2n ** 128n - 1n, 2n ** 64n),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(scalar, word), { minLength: 1, maxLength: 5 }), (cases) => {
        const coefficients = toBytes(cases.map(([, k]) => k));
        const halves = cases.flatMap((_, i) => [...coefficients.subarray(32 * i, 32 * i + 16)]);
        const input = new Uint8Array([...toBytes(cases.flatMap(([s]) => multiple1(s))), ...halves]);
        const output = fromBytes(context.direct('multiples', cases.length, input, 96 * cases.length));
        cases.forEach(([s], i) => {
          const [x, y, coefficient] = output.slice(3 * i, 3 * i + 3);
          expect([x, y]).toEqual(multiple1(Fr.mul(s, coefficient!)));
        });
      }),
      { numRuns: 20 },
    );
  });

  test('points off the curve and at infinity are refused', () => {
    const [p, q] = [multiple1(5n), multiple2(7n)];
    expect(() => pairings([[[p[0], p[1] + 1n], q]])).toThrow(RangeError);
    expect(() => pairings([[[0n, 0n], q]])).toThrow(RangeError);
    expect(() => pairings([[p, [q[1], q[0]]]])).toThrow(RangeError);
  });

  test('membership of G2, for points outside and of small order', () => {
    const p = multiple1(5n);
    const small = ofSmallOrder();
    expect(
      pairings([
        [p, multiple2(9n)],
        [p, outsideSubgroup()],
        [p, multiple2(R - 1n)],
      ]).inSubgroup,
    ).toEqual([true, false, true]);
    for (const prime of [10_069n, 5_864_401n]) {
      expect(pairings([[p, ofSmallOrder(prime)]]).inSubgroup).toEqual([false]);
    }
    // A point of G2 with one of small order added is as bad.
    const sum = g2(multiple2(3n)).add(g2(small)).toAffine();
    const mixed = [
      [sum.x.c0, sum.x.c1],
      [sum.y.c0, sum.y.c1],
    ];
    expect(pairings([[p, mixed]]).inSubgroup).toEqual([false]);
  });

  test('the relation that tells membership leaves nothing else: its resultant shares r alone with the order', () => {
    const x = 4965661367192848881n;
    const t = 6n * x * x + 1n;
    // X³ - X² + X + 6x+2 modulo X² - tX + q, whose roots have the product of values N.
    const a = t * t - Q - t + 1n;
    const b = 6n * x + 2n + Q - t * Q;
    const resultant = a * a * Q + a * b * t + b * b;
    const gcd = (m: bigint, n: bigint): bigint => (n === 0n ? m : gcd(n, m % n));
    expect(gcd(resultant, R * (2n * Q - R))).toBe(R);
    expect((2n * Q - R) % R).not.toBe(0n);
  });
});

describe('pairing', () => {
  test('known answers: products of pairings are those of noble', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(scalar, scalar), { minLength: 1, maxLength: 4 }), (cases) => {
        const pairs = cases.map(([s, t]) => [multiple1(s), multiple2(t)] as const);
        const { value, inSubgroup } = pairings(pairs);
        expect(value).toEqual(from12(bn254.pairingBatch(pairs.map(([p, q]) => ({ g1: g1(p), g2: g2(q) })))));
        expect(inSubgroup).toEqual(cases.map(() => true));
      }),
      { numRuns: 6 },
    );
  });

  test('is bilinear, and not degenerate', () => {
    const one = from12(Fp12.ONE);
    const at = (s: bigint, t: bigint) => [multiple1(s), multiple2(t)] as const;
    expect(pairings([at(6n, 35n)]).value).toEqual(pairings([at(210n, 1n)]).value);
    expect(pairings([at(6n, 35n), at(R - 210n, 1n)]).value).toEqual(one);
    expect(pairings([at(1n, 1n)]).value).not.toEqual(one);
  });

  test('is trivial where that of ffjavascript is', async () => {
    const curve = await curves.getCurveFromName('bn128', { singleThread: true });
    const at = (s: bigint, t: bigint) => [multiple1(s), multiple2(t)] as const;
    const ours = (s: bigint, t: bigint, u: bigint) =>
      pairings([at(s, t), at(u, 1n)]).value.every((c, i) => c === from12(Fp12.ONE)[i]);
    const theirs = (s: bigint, t: bigint, u: bigint) =>
      curve.pairingEq(
        curve.G1.timesScalar(curve.G1.g, s),
        curve.G2.timesScalar(curve.G2.g, t),
        curve.G1.timesScalar(curve.G1.g, u),
        curve.G2.g,
      );
    for (const [s, t, u] of [
      [3n, 5n, R - 15n],
      [3n, 5n, R - 16n],
      [R - 1n, R - 1n, R - 1n],
    ] as const) {
      expect(ours(s, t, u)).toBe(await theirs(s, t, u));
    }
  });
});
