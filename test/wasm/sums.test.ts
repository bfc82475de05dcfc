import { createHash } from 'node:crypto';
import { fromBytes, toBytes } from '@veilgrid/wasm-core';
import { FixedBaseContext } from '@veilgrid/wasm-core/fixedBase/context';
import { FixedBasePool } from '@veilgrid/wasm-core/fixedBase/pool';
import { ProverContext } from '@veilgrid/wasm-core/prover/context';
import fc from 'fast-check';
import * as snarkjs from 'snarkjs';
import {
  coordinates,
  type Group,
  generator,
  littleEndian,
  type NoblePoint,
  R,
  times,
  zero,
  zkeyPoint,
} from './support/points.js';

const EDGES = [0n, 1n, 2n, 3n, 255n, 2n ** 32n, 2n ** 252n, R / 2n, R - 2n, R - 1n];
/** Pseudorandom scalars, a third of them bits as in a witness. */
const scalarsOf = (seed: string, count: number): bigint[] =>
  Array.from({ length: count }, (_, i) => {
    const x = BigInt(`0x${createHash('sha256').update(`${seed} ${i}`).digest('hex')}`);
    return i % 3 === 0 ? x & 1n : x % R;
  });
const concat = (parts: readonly Uint8Array[]) => new Uint8Array(Buffer.concat(parts));
/** Jest takes seconds to compare long arrays. */
const same = (got: Uint8Array, want: Uint8Array) => expect(Buffer.compare(got, want)).toBe(0);

describe.each([1, 2] as const)('sums of products in G%i', (group: Group) => {
  let context: ProverContext;
  beforeAll(async () => {
    context = await ProverContext.create();
  });

  function check(points: readonly NoblePoint[], scalars: readonly bigint[]): void {
    const got = fromBytes(context.sumOfProducts(group, concat(points.map(zkeyPoint)), littleEndian(scalars)));
    const want = points.reduce(
      (sum, point, i) => sum.add(times(point, scalars[i]!) as never) as NoblePoint,
      zero(group),
    );
    expect(got).toEqual(coordinates(want));
  }

  test('as noble computes them, for edge scalars and for points that meet', () => {
    const g = generator(group);
    check([], []);
    for (const scalar of EDGES) check([g], [scalar]);
    check(
      EDGES.map(() => g),
      EDGES,
    );
    check([g, g.negate() as NoblePoint, zero(group), g], [5n, 5n, 7n, R - 1n]);
    check([g, g.negate() as NoblePoint], [1n, 1n]);
  });

  test('as noble computes them, for random points and scalars', () => {
    const scalar = fc.oneof(fc.bigInt({ min: 0n, max: R - 1n }), fc.constantFrom(...EDGES));
    const term = fc.tuple(fc.bigInt({ min: 1n, max: R - 1n }), scalar);
    fc.assert(
      fc.property(fc.array(term, { maxLength: 8 }), (terms) => {
        check(
          terms.map(([k]) => times(generator(group), k)),
          terms.map(([, s]) => s),
        );
      }),
      { numRuns: group === 1 ? 12 : 6 },
    );
  });

  test('many terms: multiples of the generator sum as their scalars do', () => {
    const count = group === 1 ? 2000 : 1000;
    const [bases, scalars] = [scalarsOf('base', 50).map((x) => x || 5n), scalarsOf('scalar', count)];
    const known = bases.map((k) => times(generator(group), k));
    const points = scalars.map((_, i) => known[i % known.length]!);
    const total = scalars.reduce((sum, s, i) => (sum + s * bases[i % bases.length]!) % R, 0n);
    const got = fromBytes(context.sumOfProducts(group, concat(points.map(zkeyPoint)), littleEndian(scalars)));
    expect(got).toEqual(coordinates(times(generator(group), total)));
  });

  test('scalars and coordinates out of range are refused', () => {
    const point = zkeyPoint(generator(group));
    expect(() => context.sumOfProducts(group, point, littleEndian([R]))).toThrow(RangeError);
    expect(() =>
      context.sumOfProducts(
        group,
        point.map(() => 255),
        littleEndian([1n]),
      ),
    ).toThrow(RangeError);
    expect(() => context.sumOfProducts(group, point, new Uint8Array(64))).toThrow(RangeError);
  });

  test('multiples of the generator, alone and on threads', async () => {
    const scalars = [...EDGES, ...scalarsOf('fixed', 40)];
    const want = concat(scalars.map((s) => zkeyPoint(times(generator(group), s))));
    const fixed = await FixedBaseContext.create();
    const base = zkeyPoint(generator(group));
    expect(fixed.multiples(group, base, littleEndian(scalars))).toEqual(want);
    const many = Array.from({ length: 100 }, () => scalars).flat();
    const pool = await FixedBasePool.create([zkeyPoint(generator(1)), zkeyPoint(generator(2))], 2);
    try {
      const got = await pool.multiples(group, littleEndian(many));
      same(got, Buffer.concat(Array.from({ length: 100 }, () => want)));
      await expect(pool.multiples(group, littleEndian([R]))).rejects.toThrow(RangeError);
    } finally {
      pool.close();
    }
  });
});

describe('transforms', () => {
  test('as ffjavascript computes them, of every length, and back', async () => {
    const context = await ProverContext.create();
    const { Fr } = await snarkjs.curves.getCurveFromName('bn128', { singleThread: true });
    for (let log = 0; log <= 13; log++) {
      const scalars = littleEndian(
        scalarsOf(`transform ${log}`, 2 ** log).map((x, i) => (i === 1 ? R - 1n : x)),
      );
      const forward = context.transform(scalars, false);
      if (log > 0) {
        const values = await Fr.batchToMontgomery(scalars);
        same(forward, await Fr.batchFromMontgomery(await Fr.fft(values)));
        same(context.transform(scalars, true), await Fr.batchFromMontgomery(await Fr.ifft(values)));
      }
      same(context.transform(forward, true), scalars);
    }
    expect(() => context.transform(toBytes([1n, 2n, 3n]), false)).toThrow(RangeError);
  });
});
