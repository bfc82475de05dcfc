import { Q, R } from '@veilgrid/protocol/core/crypto/field';
import { type Bound, Bounds } from '../../../wasm-core/scripts/twinBounds.mjs';
import { BASE, BITS, inverse, nearest, RADIX, signedLimbs } from '../../../wasm-core/scripts/twinForm.mjs';
import { integerOf, LIST, TWIN, TwinModule } from '../support/twins.js';
import { Draw } from './support/draw.js';

type Limbs = readonly number[];
type Pair = readonly [Limbs, Limbs];

const HALF = BASE / 2n;
const NEAR = 2 ** 50 + 8;
const ROUNDS = 150;
const LANES = [0, 1];
/** Sums of so many products, of so many vectors at once. */
const PRODUCTS = [
  ['mul', 1, 1],
  ['mulPair', 2, 1],
  ['mulTwo', 1, 2],
  ['mulPairTwo', 2, 2],
  ['mulFourTwo', 4, 2],
] as const;

const range = (n: number) => Array.from({ length: n }, (_, i) => i);
const limbsOf = (x: bigint): number[] => signedLimbs(x).map(Number);
const largest = (limbs: Limbs) => Math.max(...limbs.map(Math.abs));
/** The signed residue modulo 2^51. */
const signed = (x: bigint) => BigInt.asIntN(Number(BITS), x);

describe.each([
  ['Fq', Q, 'generated/twinFq.ts'],
  ['Fr', R, 'generated/twinFr.ts'],
] as const)('kernels of %s, against integers', (_, p, entry) => {
  const bounds = new Bounds(p);
  const draw = new Draw(p);
  let module: TwinModule;
  let base: number;
  beforeAll(async () => {
    module = await TwinModule.compile(entry);
    base = module.memory.buffer.byteLength;
    module.memory.grow(1);
  });

  const place = (i: number) => base + TWIN * i;
  const boundOf = (limbs: Limbs): Bound => {
    const value = integerOf(limbs);
    return {
      size: Number(value < 0n ? -value : value) / Number(p),
      limb: largest(limbs.slice(0, -1)),
      top: Math.abs(limbs.at(-1)!),
    };
  };

  /** Refuses a result that is not within what was promised, or not equal to `want` modulo p. */
  function check(got: Limbs, want: bigint, promised: Bound): void {
    const { size, limb, top } = boundOf(got);
    const isEqual = (integerOf(got) - want) % p === 0n;
    // Sizes are proven in doubles.
    const isWithin = size <= promised.size * (1 + 2 ** -40) && limb <= promised.limb && top <= promised.top;
    if (!isEqual || !isWithin) expect({ got, size }).toEqual({ want, promised });
  }

  const unmontgomery = inverse(RADIX, p);
  const sumOf = (pairs: readonly Pair[]) =>
    pairs.reduce((sum, [a, b]) => sum + integerOf(a) * integerOf(b), 0n) * unmontgomery;
  const promiseOf = (pairs: readonly Pair[]) =>
    bounds.sum(...pairs.map(([a, b]) => [boundOf(a), boundOf(b)] as const));

  /** Runs a sum of products over operands behind the outs, whose order is that of the kernel. */
  function checkProducts(name: string, vectors: readonly (readonly (readonly Pair[])[])[]): void {
    let next = vectors.length;
    const operands = vectors.flatMap((lanes, v) => {
      const places = range(2 * lanes[0]!.length).map(() => place(next++));
      for (const lane of LANES)
        lanes[lane]!.flat().forEach((limbs, i) => {
          module.setLane(places[i]!, lane, limbs);
        });
      return [place(v), ...places];
    });
    module.run[name]!(...operands);
    vectors.forEach((lanes, v) => {
      for (const lane of LANES)
        check(module.lane(place(v), lane), sumOf(lanes[lane]!), promiseOf(lanes[lane]!));
    });
  }

  test.each(PRODUCTS)('%s, of random factors, edges and largest limbs', (name, terms, vectors) => {
    for (let i = 0; i < ROUNDS; i++)
      checkProducts(
        name,
        range(vectors).map(() => LANES.map(() => range(terms).map(() => draw.factors(4.9 / terms)))),
      );
  });

  test.each([
    ['sqr', 1],
    ['sqrTwo', 2],
  ] as const)('%s, of random elements, edges and largest limbs', (name, vectors) => {
    for (let i = 0; i < 2 * ROUNDS; i++) {
      const elements = range(vectors).map(() => LANES.map(() => draw.element(NEAR, 2.2)));
      elements.forEach((lanes, v) => {
        for (const lane of LANES) module.setLane(place(vectors + v), lane, lanes[lane]!);
      });
      module.run[name]!(...range(vectors).flatMap((v) => [place(v), place(vectors + v)]));
      elements.forEach((lanes, v) => {
        for (const lane of LANES) {
          const a = lanes[lane]!;
          check(module.lane(place(v), lane), sumOf([[a, a]]), bounds.sqr(boundOf(a)));
        }
      });
    }
  });

  test('dot, of 1 to 34 terms with and without an addend', () => {
    const [addend, out, a, b] = [place(0), place(1), place(3), place(100)];
    for (let i = 0; i < 4 * 34; i++) {
      const n = 1 + (i % 34);
      const factors = range(n).map(() => draw.element(NEAR, 0.5));
      const lanes = range(4).map(() => factors.map((_) => draw.element(2 ** 51, Math.min(2.6, 40 / n))));
      factors.forEach((limbs, k) => {
        module.setList(b + LIST * k, limbs);
        lanes.forEach((elements, lane) => {
          module.setLane(a + 2 * TWIN * k + TWIN * (lane >> 1), lane & 1, elements[k]!);
        });
      });
      const plus = i % 3 === 0 ? 0n : integerOf(draw.element(NEAR, 0.5));
      new BigInt64Array(module.memory.buffer, addend, 5).set(signedLimbs(plus));
      module.run.dot!(out, a, b, n, addend);
      lanes.forEach((elements, lane) => {
        const pairs = elements.map((limbs, k) => [limbs, factors[k]!] as const);
        const promised = bounds.dot(...pairs.map(([x, y]) => [boundOf(x), boundOf(y)] as const));
        check(module.lane(out + TWIN * (lane >> 1), lane & 1), sumOf(pairs) + plus, promised);
      });
    }
  });

  test.each([
    ['near', 1, ([a]: bigint[]) => a!],
    ['nearAdd', 2, ([a, b]: bigint[]) => a! + b!],
    ['nearSub', 2, ([a, b]: bigint[]) => a! - b!],
    ['nearSubTwo', 3, ([a, b, x]: bigint[]) => a! - b! - x!],
  ] as const)('%s, of random elements, edges and largest limbs', (name, count, value) => {
    for (let i = 0; i < 3 * ROUNDS; i++) {
      const size = (draw.number(7) + 1) / count;
      // With the multiple that is taken off, whose limbs are below 0.6·2^50, a limb stays within 2^53.
      const limb = Math.floor((2 ** 53 - (size * count + 1) * 0.6 * 2 ** 50) / count);
      checkNear(
        name,
        range(count).map(() => LANES.map(() => draw.element(limb, size))),
        value,
      );
    }
  });

  test.each([
    ['nineMinus', ([a, b]: bigint[]) => 9n * a! - b!],
    ['ninePlus', ([a, b]: bigint[]) => 9n * a! + b!],
  ] as const)('%s, of random elements, edges and largest limbs', (name, value) => {
    for (let i = 0; i < 3 * ROUNDS; i++) {
      const elements = range(2).map(() => LANES.map(() => draw.element(NEAR, 0.7)));
      for (const lane of LANES)
        bounds.ninefold(...(elements.map((e) => boundOf(e[lane]!)) as [Bound, Bound]));
      checkNear(name, elements, value);
    }
  });

  function checkNear(name: string, elements: readonly Limbs[][], value: (all: bigint[]) => bigint): void {
    const places = elements.map((_, i) => place(1 + i));
    elements.forEach((lanes, i) => {
      for (const lane of LANES) module.setLane(places[i]!, lane, lanes[lane]!);
    });
    module.run[name]!(place(0), ...places);
    for (const lane of LANES) {
      const want = value(elements.map((lanes) => integerOf(lanes[lane]!)));
      check(module.lane(place(0), lane), want, bounds.near());
    }
  }

  test('addLoose and subLoose, limb by limb', () => {
    for (let i = 0; i < ROUNDS; i++) {
      const elements = range(2).map(() => LANES.map(() => draw.element(2 ** 52, 5)));
      elements.forEach((lanes, k) => {
        for (const lane of LANES) module.setLane(place(1 + k), lane, lanes[lane]!);
      });
      for (const [name, sign] of [
        ['addLoose', 1],
        ['subLoose', -1],
      ] as const) {
        module.run[name]!(place(0), place(1), place(2));
        for (const lane of LANES) {
          const [a, b] = elements.map((lanes) => lanes[lane]!);
          expect(module.lane(place(0), lane)).toEqual(a!.map((x, k) => x + sign * b![k]!));
        }
      }
    }
  });

  const fold = nearest(inverse(BASE, p), p);
  /** What is left of a sum of products once its four lowest columns went into those above. */
  function folded(sum: bigint): bigint {
    for (let i = 0; i < 4; i++) {
      const limb = signed(sum);
      sum = (sum - limb) / BASE + limb * fold;
    }
    return sum;
  }

  /** The quotient of the Montgomery step and the low half that it brings are then ties, and the carry comes after. */
  test('a fifth column of -2^50, the lowest limb there is', () => {
    for (const [name, terms, vectors] of PRODUCTS)
      for (let i = 0; i < ROUNDS / 3; i++)
        checkProducts(
          name,
          range(vectors).map(() => LANES.map(() => tie(terms))),
        );
  });

  /** Near factors but for one, whose sum of products has that column. */
  function tie(terms: number): Pair[] {
    const pairs = range(terms).map((): Pair => [draw.near(), draw.near()]);
    const [a, b] = pairs.at(-1)!.map((limbs) => [...limbs]) as [number[], number[]];
    if (b[0]! % 2 === 0) b[0]!++;
    a[4] = 0;
    const others = pairs.slice(0, -1).reduce((sum, [x, y]) => sum + integerOf(x) * integerOf(y), 0n);
    const column = folded(others + integerOf(a) * integerOf(b));
    a[4] = Number(signed((HALF - column) * inverseOfOdd(BigInt(b[0]!))));
    const all: Pair[] = [...pairs.slice(0, -1), [a, b]];
    expect(signed(folded(all.reduce((sum, [x, y]) => sum + integerOf(x) * integerOf(y), 0n)))).toBe(-HALF);
    return all;
  }

  /** Modulo 2^51, by doubling the bits that are right. */
  function inverseOfOdd(x: bigint): bigint {
    let y = x;
    for (let i = 0; i < 6; i++) y = signed(y * (2n - x * y));
    return y;
  }

  /** Every kernel's number of operands for each vector, out included, and of vectors. */
  test.each([
    ...PRODUCTS.map(([name, terms, vectors]) => [name, 2 * terms, vectors] as const),
    ['sqr', 1, 1],
    ['sqrTwo', 1, 2],
    ['near', 1, 1],
    ['nearAdd', 2, 1],
    ['nearSub', 2, 1],
    ['nearSubTwo', 3, 1],
    ['nineMinus', 2, 1],
    ['ninePlus', 2, 1],
    ['addLoose', 2, 1],
    ['subLoose', 2, 1],
  ] as const)(
    '%s may answer in the place of any operand, also of the other vector',
    (name, operands, vectors) => {
      const inputs = range(operands * vectors);
      const elements = inputs.map(() => LANES.map(() => draw.near()));
      const run = (outs: readonly number[]) => {
        elements.forEach((lanes, i) => {
          for (const lane of LANES) module.setLane(place(i), lane, lanes[lane]!);
        });
        module.run[name]!(
          ...outs.flatMap((out, v) => [place(out), ...range(operands).map((i) => place(operands * v + i))]),
        );
        return outs.map((out) => LANES.map((lane) => module.lane(place(out), lane)));
      };
      const apart = range(vectors).map((v) => inputs.length + v);
      const want = run(apart);
      for (const first of [...inputs, apart[0]!])
        for (const second of vectors === 1 ? [-1] : [...inputs, apart[1]!]) {
          if (first === second) continue;
          expect(run(vectors === 1 ? [first] : [first, second])).toEqual(want);
        }
    },
  );

  test('dot may answer in the place of any term', () => {
    const [addend, a, b, n] = [place(0), place(1), place(100), 9];
    const fill = () => {
      for (let k = 0; k < n; k++) {
        module.setList(b + LIST * k, limbsOf(nearest(BigInt(k + 3) ** 150n, p)));
        for (let lane = 0; lane < 4; lane++)
          module.setLane(
            a + 2 * TWIN * k + TWIN * (lane >> 1),
            lane & 1,
            limbsOf(nearest(BigInt(9 * k + lane + 5) ** 140n, p)),
          );
      }
    };
    const run = (out: number) => {
      fill();
      module.run.dot!(out, a, b, n, addend);
      return range(4).map((lane) => module.lane(out + TWIN * (lane >> 1), lane & 1));
    };
    const want = run(a + 2 * TWIN * n);
    for (let k = 0; k < n; k++) expect(run(a + 2 * TWIN * k)).toEqual(want);
  });
});
