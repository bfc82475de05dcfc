/** Pseudorandom elements in limbs, edges and largest limbs among them. */
import { nearest, signedLimbs } from '../../../../wasm-core/scripts/twinForm.mjs';

const TOP = 2n ** 204n;

export class Draw {
  readonly #modulus: bigint;
  #state = 1;

  constructor(modulus: bigint) {
    this.#modulus = modulus;
  }

  /** Below `count`. */
  number(count: number): number {
    return Math.floor(((this.#word() * 2 ** 20 + (this.#word() >>> 12)) / 2 ** 52) * count);
  }

  /** Marsaglia's xorshift. */
  #word(): number {
    this.#state ^= this.#state << 13;
    this.#state ^= this.#state >>> 17;
    this.#state ^= this.#state << 5;
    return this.#state >>> 0;
  }

  #of<T>(choices: readonly T[]): T {
    return choices[this.number(choices.length)]!;
  }

  /** Near, in limbs within 2^50. */
  near(): number[] {
    let bits = 0n;
    for (let i = 0; i < 9; i++) bits = (bits << 32n) + BigInt(this.#word());
    return signedLimbs(nearest(bits, this.#modulus)).map(Number);
  }

  /** Limbs of up to `limb`, but for the highest; a value of up to `size` moduli, at least half of one. */
  element(limb: number, size: number): number[] {
    const p = this.#modulus;
    switch (this.number(4)) {
      case 0:
        return this.near();
      case 1: {
        const edges = [0n, 1n, p / 2n, p / 2n + 1n, ...(size >= 1 ? [p] : [])];
        return signedLimbs(this.#of([1n, -1n]) * this.#of(edges)).map(Number);
      }
      default: {
        const sign = this.#of([1, -1]);
        // In all limbs, or in some.
        const low = Array.from({ length: 4 }, () => sign * limb);
        const some = low.map(() => this.#of([limb, -limb, 2 ** 50, -(2 ** 50), 1, 0, this.number(limb)]));
        const highest = Math.floor((size * Number(p)) / Number(TOP)) - 2;
        const top = this.#of([highest, -highest, 0, this.number(highest)]);
        return [...this.#of([low, some]), top];
      }
    }
  }

  /** Two whose sizes' product is up to `most`, and whose limbs' products are up to 2^102. */
  factors(most: number): readonly [number[], number[]] {
    const size = this.#of([0.5, 1, Math.min(2.6, 2 * most)]);
    const factors = [this.element(2 ** 51, size), this.element(2 ** 51, Math.min(2.6, most / size))] as const;
    return this.#of([factors, [factors[1], factors[0]]]);
  }
}
