/**
 * Factors whose products have a fifth column of -2^50, the lowest limb there is: the quotient of the Montgomery step and
 * the low half that it brings are then ties. In both fields that is 2^50, and the column becomes 0: were it -2^50, only a
 * carry that is taken after it, as the kernels do, would be right.
 */
import { BASE, BITS, inverse, nearest } from '../../../../wasm-core/scripts/twinForm.mjs';
import { integerOf } from '../../support/twins.js';
import type { Draw } from './draw.js';
import type { Pair } from './kernels.js';

const HALF = BASE / 2n;
const TOP = 4;
/** The signed residue modulo 2^51. */
const signed = (x: bigint) => BigInt.asIntN(Number(BITS), x);

export class Ties {
  readonly #draw: Draw;
  readonly #fold: bigint;

  constructor(modulus: bigint, draw: Draw) {
    this.#draw = draw;
    this.#fold = nearest(inverse(BASE, modulus), modulus);
  }

  /** Near factors but for one's highest limb, which the column takes times the other's lowest. */
  products(terms: number): Pair[] {
    const pairs = Array.from({ length: terms }, (): Pair => [this.#draw.near(), this.#draw.near()]);
    const [a, b] = pairs.at(-1)! as readonly [number[], number[]];
    if (b[0]! % 2 === 0) b[0]!++;
    a[TOP] = 0;
    a[TOP] = Number(signed((HALF - this.#columnOf(pairs)) * inverseOfOdd(BigInt(b[0]!))));
    expect(this.#columnOf(pairs)).toBe(-HALF);
    return pairs;
  }

  /** A near element but for its highest limb, which its square's column takes times twice the lowest. */
  square(): number[] {
    for (;;) {
      const a = this.#draw.near();
      a[TOP] = 0;
      const missing = HALF - this.#columnOf([[a, a]]);
      if (a[0]! % 2 === 0 || missing % 2n !== 0n) continue;
      a[TOP] = Number(BigInt.asIntN(50, (missing / 2n) * inverseOfOdd(BigInt(a[0]!))));
      expect(this.#columnOf([[a, a]])).toBe(-HALF);
      return a;
    }
  }

  /** Once the four lowest columns went into those above. */
  #columnOf(pairs: readonly Pair[]): bigint {
    let sum = pairs.reduce((total, [a, b]) => total + integerOf(a) * integerOf(b), 0n);
    for (let i = 0; i < TOP; i++) {
      const limb = signed(sum);
      sum = (sum - limb) / BASE + limb * this.#fold;
    }
    return signed(sum);
  }
}

/** Modulo 2^51, by doubling the bits that are right. */
function inverseOfOdd(x: bigint): bigint {
  let y = x;
  for (let i = 0; i < 6; i++) y = signed(y * (2n - x * y));
  return y;
}
