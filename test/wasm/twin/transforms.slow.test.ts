import { R } from '@veilgrid/protocol/core/crypto/field';
import * as snarkjs from 'snarkjs';
import { inverse, nearest, signedLimbs } from '../../../wasm-core/scripts/twinForm.mjs';
import { littleEndian } from '../support/points.js';
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

/** Twice as many values as rows of the quotient have room for. */
const MOST = 16;

/** Roots for 2^log rows, made in a fresh instance, and transforms of a block of 2^blockLog values. */
class Transforms {
  readonly #at: number;

  private constructor(
    readonly module: TwinModule,
    readonly log: number,
  ) {
    module.run.prepareRoots!(log);
    this.#at = (module.run.take!(TWIN * 2 ** Math.max(log - 1, 0) + 16) + 15) & ~15;
  }

  static of(module: TwinModule, log: number): Transforms {
    return new Transforms(module, log);
  }

  run(name: 'toValues' | 'toCoefficients', values: readonly bigint[], block: number): bigint[] {
    const vectors = Math.max(values.length / 2, 1);
    const placeOf = (i: number) => [this.#at + TWIN * (i % vectors), Math.floor(i / vectors)] as const;
    values.forEach((x, i) => {
      this.module.setLane(...placeOf(i), signedLimbs(nearest(x, R)).map(Number));
    });
    this.module.run[name]!(this.#at, Math.log2(values.length), block);
    const got = values.map((_, i) => this.module.lane(...placeOf(i)));
    expect(got.every((limbs) => limbs.every((limb) => Math.abs(limb) <= 2 ** 50 + 8))).toBe(true);
    return got.map((limbs) => reduced(integerOf(limbs)));
  }
}
