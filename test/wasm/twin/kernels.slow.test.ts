import { Q, R } from '@veilgrid/protocol/core/crypto/field';
import type { Bound } from '../../../wasm-core/scripts/twinBounds.mjs';
import { signedLimbs } from '../../../wasm-core/scripts/twinForm.mjs';
import { integerOf, LIST, TWIN } from '../support/twins.js';
import { Draw } from './support/draw.js';
import { Kernels, LANES } from './support/kernels.js';
import { Ties } from './support/ties.js';

const NEAR = 2 ** 50 + 8;
const ROUNDS = 150;
/** Sums of so many products, of so many vectors at once. */
const PRODUCTS = [
  ['mul', 1, 1],
  ['mulPair', 2, 1],
  ['mulTwo', 1, 2],
  ['mulPairTwo', 2, 2],
  ['mulFourTwo', 4, 2],
] as const;
const SQUARES = [
  ['sqr', 1],
  ['sqrTwo', 2],
] as const;
const NEAR_SUMS = [
  ['near', 1, ([a]: bigint[]) => a!],
  ['nearAdd', 2, ([a, b]: bigint[]) => a! + b!],
  ['nearSub', 2, ([a, b]: bigint[]) => a! - b!],
  ['nearSubTwo', 3, ([a, b, x]: bigint[]) => a! - b! - x!],
] as const;
const NINEFOLD = [
  ['nineMinus', ([a, b]: bigint[]) => 9n * a! - b!],
  ['ninePlus', ([a, b]: bigint[]) => 9n * a! + b!],
] as const;
const LOOSE = [
  ['addLoose', 1],
  ['subLoose', -1],
] as const;
/** Every kernel's number of operands of each vector, and of vectors. */
const SHAPES = [
  ...PRODUCTS.map(([name, terms, vectors]) => [name, 2 * terms, vectors] as const),
  ...SQUARES.map(([name, vectors]) => [name, 1, vectors] as const),
  ...NEAR_SUMS.map(([name, count]) => [name, count, 1] as const),
  ...[...NINEFOLD, ...LOOSE].map(([name]) => [name, 2, 1] as const),
];

const range = (n: number) => Array.from({ length: n }, (_, i) => i);

describe.each([
  ['Fq', Q, 'generated/twinFq.ts'],
  ['Fr', R, 'generated/twinFr.ts'],
] as const)('kernels of %s, against integers', (_, p, entry) => {
  const draw = new Draw(p);
  const ties = new Ties(p, draw);
  let kernels: Kernels;
  beforeAll(async () => {
    kernels = await Kernels.of(p, entry);
  });

  const place = (i: number) => kernels.place(i);
  const vectorsOf = <T>(count: number, make: () => T) => range(count).map(() => LANES.map(make));

  test.each(PRODUCTS)('%s, of random factors, edges and largest limbs', (name, terms, vectors) => {
    const factors = () => range(terms).map(() => draw.factors(4.9 / terms));
    for (let i = 0; i < ROUNDS; i++) kernels.checkProducts(name, vectorsOf(vectors, factors));
  });

  test.each(SQUARES)('%s, of random elements, edges and largest limbs', (name, vectors) => {
    for (let i = 0; i < 2 * ROUNDS; i++)
      kernels.checkSquares(
        name,
        vectorsOf(vectors, () => draw.element(NEAR, 2.2)),
      );
  });

  test.each(PRODUCTS)('%s, whose fifth column is the lowest limb there is', (name, terms, vectors) => {
    for (let i = 0; i < ROUNDS / 3; i++)
      kernels.checkProducts(
        name,
        vectorsOf(vectors, () => ties.products(terms)),
      );
  });

  test.each(SQUARES)('%s, whose fifth column is the lowest limb there is', (name, vectors) => {
    for (let i = 0; i < ROUNDS / 3; i++)
      kernels.checkSquares(
        name,
        vectorsOf(vectors, () => ties.square()),
      );
  });

  test.each(NEAR_SUMS)('%s, of random elements, edges and largest limbs', (name, count, value) => {
    for (let i = 0; i < 3 * ROUNDS; i++) {
      const size = (draw.number(7) + 1) / count;
      // With the multiple that is taken off, whose limbs are below 0.6·2^50, a limb stays within 2^53.
      const limb = Math.floor((2 ** 53 - (size * count + 1) * 0.6 * 2 ** 50) / count);
      const operands = vectorsOf(count, () => draw.element(limb, size));
      kernels.checkNear(name, operands, value);
    }
  });

  test.each(NINEFOLD)('%s, of random elements, edges and largest limbs', (name, value) => {
    for (let i = 0; i < 3 * ROUNDS; i++) {
      const operands = vectorsOf(2, () => draw.element(NEAR, 0.7));
      for (const lane of LANES)
        kernels.bounds.ninefold(...(operands.map((x) => kernels.boundOf(x[lane]!)) as [Bound, Bound]));
      kernels.checkNear(name, operands, value);
    }
  });

  test.each(LOOSE)('%s, limb by limb', (name, sign) => {
    for (let i = 0; i < ROUNDS; i++) {
      const operands = vectorsOf(2, () => draw.element(2 ** 52, 5));
      kernels.module.run[name]!(place(0), ...kernels.fill(1, operands));
      for (const lane of LANES) {
        const [a, b] = operands.map((lanes) => lanes[lane]!);
        expect(kernels.module.lane(place(0), lane)).toEqual(a!.map((x, k) => x + sign * b![k]!));
      }
    }
  });

  /** Four elements to n factors in lists, with an addend. */
  function dot(out: number, a: number, lanes: readonly number[][][], factors: number[][], plus: bigint) {
    const [addend, table] = [place(0), place(100)];
    factors.forEach((limbs, k) => {
      kernels.module.setList(table + LIST * k, limbs);
      lanes.forEach((elements, lane) => {
        kernels.module.setLane(a + 2 * TWIN * k + TWIN * (lane >> 1), lane & 1, elements[k]!);
      });
    });
    new BigInt64Array(kernels.module.memory.buffer, addend, 5).set(signedLimbs(plus));
    kernels.module.run.dot!(out, a, table, factors.length, addend);
    return lanes.map((_, lane) => kernels.module.lane(out + TWIN * (lane >> 1), lane & 1));
  }

  test('dot, of 1 to 34 terms with and without an addend', () => {
    for (let i = 0; i < 4 * 34; i++) {
      const n = 1 + (i % 34);
      const factors = range(n).map(() => draw.element(NEAR, 0.5));
      const lanes = range(4).map(() => factors.map(() => draw.element(2 ** 51, Math.min(2.6, 40 / n))));
      const plus = i % 3 === 0 ? 0n : integerOf(draw.element(NEAR, 0.5));
      dot(place(1), place(3), lanes, factors, plus).forEach((got, lane) => {
        const pairs = lanes[lane]!.map((limbs, k) => [limbs, factors[k]!] as const);
        const promised = kernels.bounds.dot(
          ...pairs.map(([x, y]) => [kernels.boundOf(x), kernels.boundOf(y)] as const),
        );
        kernels.check(got, kernels.sumOf(pairs) + plus, promised);
      });
    }
  });

  test('dot may answer in the place of any term', () => {
    const factors = range(9).map(() => draw.near());
    const lanes = range(4).map(() => factors.map(() => draw.near()));
    const run = (out: number) => dot(out, place(1), lanes, factors, 0n);
    const want = run(place(50));
    for (const k of range(9)) expect(run(place(1 + 2 * k))).toEqual(want);
  });

  test.each(SHAPES)(
    '%s may answer in the place of any operand, also of the other vector',
    (name, operands, vectors) => {
      const inputs = range(operands * vectors);
      const elements = vectorsOf(inputs.length, () => draw.near());
      const run = (outs: readonly number[]) => {
        const places = kernels.fill(0, elements);
        kernels.module.run[name]!(
          ...outs.flatMap((out, v) => [place(out), ...places.slice(operands * v, operands * (v + 1))]),
        );
        return outs.map((out) => LANES.map((lane) => kernels.module.lane(place(out), lane)));
      };
      const apart = range(vectors).map((v) => inputs.length + v);
      const want = run(apart);
      for (const first of [...inputs, apart[0]!]) {
        if (vectors === 1) expect(run([first])).toEqual(want);
        else
          for (const second of [...inputs, apart[1]!])
            if (first !== second) expect(run([first, second])).toEqual(want);
      }
    },
  );
});
