/**
 * Worst cases of what is computed with the twin kernels, by intervals: that limbs' products and columns stay where
 * multiply-adds are exact, and how large results get.
 */
import { BASE, LIMBS, RADIX, signedLimbs } from './twinForm.mjs';

const LIMB = 2 ** 50;
/** After one carry of all limbs at a time. */
const CARRIED = LIMB + 8;
const PRODUCT = 2 ** 102;
const COLUMN = 2 ** 60;
/** Integers up to here are exact. */
const EXACT = 2 ** 53;

/** The operations on bounds, for one modulus. Each refuses what its kernel does not take. @throws RangeError */
export class Bounds {
  #share;
  /** Of the modulus's limbs but the highest. */
  #largest;

  constructor(modulus) {
    this.#share = Number(modulus) / Number(RADIX);
    this.#largest = Math.max(...signedLimbs(modulus).slice(0, -1).map(Number).map(Math.abs));
  }

  /** What is known of a value: its size in multiples of the modulus, and of its highest limb and the others. */
  #of(size, limb) {
    return { size, limb, top: size * this.#share * Number(BASE) + (2 * limb) / Number(BASE) + 1 };
  }

  /** A constant, or what `near` has made. */
  near(x) {
    if (x && Math.max(x.limb, x.top) > EXACT) throw new RangeError('limbs too large to be made near');
    // The multiple that is taken off goes limb by limb in one rounding, whose result has to be exact.
    if (x && x.limb + this.#multiple(x) * this.#largest > EXACT)
      throw new RangeError(`a value of ${x.size.toFixed(2)} p has limbs too large to be made near`);
    return this.#of(0.5 + 2 ** -40, CARRIED);
  }

  /** The largest multiple of the modulus that the highest limb tells. */
  #multiple({ top }) {
    return Math.round(top / (this.#share * Number(BASE)));
  }

  /** An integer below the modulus by its bits: limbs are not signed. */
  bits() {
    return this.#of(1, Number(BASE));
  }

  add(...all) {
    const sum = (of) => all.reduce((total, x) => total + of(x), 0);
    const bound = { size: sum((x) => x.size), limb: sum((x) => x.limb), top: sum((x) => x.top) };
    if (Math.max(bound.limb, bound.top) > EXACT) throw new RangeError('a sum of limbs is not exact');
    return bound;
  }

  /** (9 ± u)·x as it is made near: eight times a limb is carried first. */
  ninefold(x, y = x) {
    return this.near({
      size: 9 * x.size + y.size,
      limb: LIMB + x.limb + y.limb + (8 * x.limb) / Number(BASE) + 1,
      top: 9 * x.top + y.top,
    });
  }

  /** A sum of products, as of mul, mulPair, mulFourTwo. */
  sum(...pairs) {
    return this.#reduced(pairs, 0, Number(BASE));
  }

  /** The same plus a near addend, whose highest limb may be wide, as of dot. */
  dot(...pairs) {
    return this.#reduced(pairs, 1, EXACT);
  }

  mul(a, b) {
    return this.sum([a, b]);
  }

  /** a·a, whose kernel doubles the products of different limbs. */
  sqr(a) {
    ensureProduct(2 * a.limb * Math.max(a.limb, a.top));
    return this.sum([a, a]);
  }

  #reduced(pairs, addends, highest) {
    let column = 0;
    for (const [a, b] of pairs) {
      const product = Math.max(a.limb, a.top) * Math.max(b.limb, b.top);
      ensureProduct(product);
      column += LIMBS * (product / Number(BASE) + LIMB);
    }
    // Of folded limbs and the Montgomery step at most five, and the carry.
    column += LIMBS * 2 * LIMB + LIMB;
    if (column > COLUMN) throw new RangeError(`a column may be 2^${Math.log2(column).toFixed(2)}`);
    const products = pairs.reduce((total, [a, b]) => total + a.size * b.size, 0);
    // The last folded limb brings p/4 at most, the Montgomery step p/2.
    const bound = this.#of(this.#share * products + 0.75 + 2 ** -40 + 0.5 * addends, LIMB);
    if (bound.top > highest)
      throw new RangeError(`a highest limb may be 2^${Math.log2(bound.top).toFixed(2)}`);
    return bound;
  }
}

function ensureProduct(product) {
  if (product > PRODUCT) throw new RangeError(`a product of limbs may be 2^${Math.log2(product).toFixed(4)}`);
}
