import { R } from '@veilgrid/protocol/core/crypto/field';
import { fromBytes, toBytes } from '@veilgrid/wasm-core';
import * as snarkjs from 'snarkjs';
import { nearest, signedLimbs } from '../../../wasm-core/scripts/twinForm.mjs';
import { integerOf, TWIN, TwinModule } from '../support/twins.js';

const reduced = (x: bigint) => ((x % R) + R) % R;
const range = (n: number) => Array.from({ length: n }, (_, i) => i);

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let b = base, e = exponent; e > 0n; e >>= 1n, b = (b * b) % R) if (e & 1n) result = (result * b) % R;
  return result;
}

/** Of order 2^log: 5 generates the field's group. */
const rootOf = (log: number) => power(5n, (R - 1n) >> BigInt(log));

const reversed = (i: number, bits: number) =>
  range(bits).reduce((sum, bit) => sum | (((i >> bit) & 1) << (bits - 1 - bit)), 0);

/** Pseudorandom values and edges. */
function valuesOf(count: number): bigint[] {
  const edges = [0n, 1n, R - 1n, R / 2n, R / 2n + 1n, 2n ** 253n];
  let x = 7n;
  return range(count).map((i) => {
    x = (x * x + BigInt(i)) % R;
    return i % 9 === 4 ? edges[i % edges.length]! : x;
  });
}

let module: TwinModule;
let Fr: snarkjs.Curve['Fr'];
beforeAll(async () => {
  ({ Fr } = await snarkjs.curves.getCurveFromName('bn128', { singleThread: true }));
  module = await TwinModule.compile('trials.ts');
});

/** Makes the roots for 2^log rows; answers transforms, of blocks whose values are fewer than twice as many. */
function transformsFor(log: number) {
  module.run.prepareRoots!(log);
  const at = (module.run.take!(TWIN * 2 ** Math.max(log - 1, 0) + 16) + 15) & ~15;
  return (name: 'toValues' | 'toCoefficients', values: readonly bigint[], block: number): bigint[] => {
    const vectors = Math.max(values.length / 2, 1);
    const placeOf = (i: number) => [at + TWIN * (i % vectors), Math.floor(i / vectors)] as const;
    values.forEach((x, i) => {
      module.setLane(...placeOf(i), signedLimbs(nearest(x, R)).map(Number));
    });
    module.run[name]!(at, Math.log2(values.length), block);
    const got = values.map((_, i) => module.lane(...placeOf(i)));
    expect(got.every((limbs) => limbs.every((limb) => Math.abs(limb) <= 2 ** 50 + 8))).toBe(true);
    return got.map((limbs) => reduced(integerOf(limbs)));
  };
}

/** Jest takes seconds to compare long arrays. */
const same = (got: readonly bigint[], want: readonly bigint[]) => {
  expect(got.length).toBe(want.length);
  expect(got.findIndex((x, i) => x !== want[i])).toBe(-1);
};

describe('transforms of two values at once', () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 16])(
    'of 2^%i rows, as ffjavascript computes them, and back',
    async (log) => {
      const transform = transformsFor(log);
      const coefficients = valuesOf(2 ** log);
      /** Values in the order of the blocks. */
      const valuesOn = async (polynomial: readonly bigint[]) => {
        const values = await Fr.fft(await Fr.batchToMontgomery(toBytes(polynomial)));
        const natural = fromBytes(await Fr.batchFromMontgomery(values));
        return natural.map((_, i) => natural[reversed(i, log)]!);
      };
      const values = transform('toValues', coefficients, 0);
      same(values, await valuesOn(coefficients));
      const times = BigInt(2 ** log);
      same(
        transform('toCoefficients', values, 0),
        coefficients.map((x) => (x * times) % R),
      );
      // On the odd coset a polynomial has the values of the one whose coefficients are multiplied by powers of its root.
      const root = rootOf(log + 1);
      let turn = 1n;
      const turned = coefficients.map((x) => {
        const y = (x * turn) % R;
        turn = (turn * root) % R;
        return y;
      });
      same(transform('toValues', coefficients, 1), await valuesOn(turned));
    },
  );

  test.each([1, 2, 3, 6])('of every block of every layer over 2^%i rows, by evaluation', (log) => {
    const transform = transformsFor(log);
    const root = rootOf(log + 1);
    for (let layer = 1; layer <= log + 1; layer++) {
      const count = 2 ** (log + 1 - layer);
      const coefficients = valuesOf(count);
      for (let block = 0; block < 2 ** layer; block++) {
        const values = transform('toValues', coefficients, block);
        const points = range(count).map((i) => power(root, BigInt(reversed(block * count + i, log + 1))));
        expect(values).toEqual(
          points.map((x) => coefficients.reduceRight((sum, c) => (sum * x + c) % R, 0n)),
        );
        // Rows have the first half of the blocks; of the coset only values are needed.
        if (block >= 2 ** (layer - 1)) continue;
        const back = transform('toCoefficients', values, block);
        expect(back).toEqual(coefficients.map((x) => (x * BigInt(count)) % R));
      }
    }
  });
});
