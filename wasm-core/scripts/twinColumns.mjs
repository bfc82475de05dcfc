/**
 * Products of two field elements at once by fused multiply-adds. Of limbs x and y, a multiply-add to 1.5·2^103 leaves
 * the high half of x·y, a multiple of 2^51, in the result's low bits; a second one with that taken off leaves the low
 * half above 1.5·2^52. Columns add up those bits as integers, so that no lane moves and nothing is normalised. The four
 * lowest columns go by their limbs times 2^-51 mod p into those above, the fifth by one Montgomery step.
 *
 * Why it is exact: twinBounds.mjs proves of every formula in use that products of limbs stay within 2^102 and columns
 * within 2^60. Constants start each column: they take off what the sums hold besides the products, and add what keeps
 * a shifted column positive. A carry rounds to the nearest, so limbs are signed.
 */
import { BASE, BITS, bitsOf, inverse, LIMBS, nearest, range, signedLimbs, VECTOR } from './twinForm.mjs';

const HIGH = 1.5 * 2 ** 103;
const LOW = 1.5 * 2 ** 52;
const HALF = BASE / 2n;
/** Keeps columns positive when they are shifted; what it leaves in the next one is taken off there. */
const POSITIVE = 1n << 61n;
export const LAST = LIMBS - 1;
export const COLUMNS = 2 * LIMBS;

/** Constants as vectors of two equal lanes, by their bits, in memory: V8 keeps them in no register anyway. */
export class Constants {
  #words = [];

  #place(bits) {
    return VECTOR * (this.#words.push(BigInt.asIntN(64, bits)) - 1);
  }

  bits(bits) {
    const found = this.#words.indexOf(BigInt.asIntN(64, bits));
    return `v128.load(CONSTANTS, ${found < 0 ? this.#place(bits) : VECTOR * found})`;
  }

  float(x) {
    return this.bits(bitsOf(Number(x)));
  }

  /** Where several stand one after the other. */
  list(all) {
    return all.map((bits) => this.#place(bits))[0];
  }

  source() {
    const words = this.#words.flatMap((x) => [x, x]).map((x) => BigInt.asUintN(64, x));
    return `const CONSTANTS: usize = memory.data<u64>([${words.join(', ')}], 16);`;
  }
}

/** What kernels need of a field. */
export function fieldOf(modulus) {
  return {
    modulus,
    p: signedLimbs(modulus),
    fold: signedLimbs(inverse(BASE, modulus)),
    quotient: nearest(-inverse(modulus, BASE), BASE),
  };
}

/** What products bring into each column, lows and highs, so that its constant can take it off. */
export class Count {
  lows = Array(COLUMNS + 1).fill(0n);
  highs = Array(COLUMNS + 1).fill(0n);

  product(column, isLowToo = true) {
    if (isLowToo) this.lows[column]++;
    this.highs[column + 1]++;
  }

  /** Bits that a column starts with. */
  start(column) {
    let bits = -(this.lows[column] * bitsOf(LOW) + this.highs[column] * bitsOf(HIGH));
    if (column < COLUMNS - 1) bits += POSITIVE + HALF;
    if (column > 0) bits -= POSITIVE / BASE;
    // The Montgomery step's low half comes into column 4 after that was read: it goes on with the carry.
    if (column === LIMBS) bits -= bitsOf(LOW) / BASE;
    return bits;
  }
}

/** Of so many products, and their reduction. */
export function countOf(terms) {
  const count = new Count();
  for (const i of range(LIMBS)) {
    for (const j of range(LIMBS)) {
      for (const _ of range(terms)) count.product(i + j);
      count.product(i < LAST ? i + 1 + j : LAST + j, i < LAST || j > 0);
    }
  }
  return count;
}

/** Statements of one product among those that a kernel makes in turns; `tag` tells its names from the others'. */
export class Statements {
  constructor(constants, tag) {
    this.constants = constants;
    this.tag = tag;
    this.made = 0;
  }

  column(c) {
    return `c${c}${this.tag}`;
  }

  /** The column's lowest 51 bits, signed, as f64. */
  limb(c) {
    return this.#signed(this.column(c));
  }

  #signed(word) {
    const k = this.constants;
    return `f64x2.sub(v128.or(v128.and(${word}, ${k.bits(BASE - 1n)}), ${k.float(2 ** 52)}), ${k.float(2 ** 52 + 2 ** 50)})`;
  }

  carry(c) {
    return `${this.column(c + 1)} = i64x2.add(${this.column(c + 1)}, i64x2.shr_u(${this.column(c)}, ${BITS}));`;
  }

  product(c, x, y) {
    const h = `h${this.made++}${this.tag}`;
    const [low, high] = [this.column(c), this.column(c + 1)];
    return `const ${h} = f64x2.relaxed_madd(${x}, ${y}, HIGH); ${high} = i64x2.add(${high}, ${h}); ${low} = i64x2.add(${low}, f64x2.relaxed_madd(${x}, ${y}, f64x2.sub(BOTH, ${h})));`;
  }

  /** The Montgomery step's quotient of the fifth column, standing at `c`. */
  quotient(c, { quotient }) {
    const k = this.constants;
    const [t, h, m] = ['t4', 'mh', 'm'].map((name) => name + this.tag);
    const by = k.float(quotient);
    return `const ${t} = ${this.limb(c)}; const ${h} = f64x2.relaxed_madd(${t}, ${by}, HIGH); const ${m} = f64x2.sub(f64x2.relaxed_madd(${t}, ${by}, f64x2.sub(BOTH, ${h})), ${k.float(LOW)});`;
  }

  /** Stores the highest limb where it may be up to 2^53: its low part and, by one more multiply-add, what is above. */
  storeWide(c, out) {
    const k = this.constants;
    const [wide, carry] = [`w${this.tag}`, `v${this.tag}`];
    const above = `f64x2.sub(v128.or(i64x2.shr_u(${wide}, ${BITS}), ${k.float(2 ** 52)}), ${k.float(2n ** 52n + POSITIVE / BASE)})`;
    return `const ${wide} = i64x2.add(${this.column(c)}, ${k.bits(POSITIVE + HALF)}); const ${carry} = ${above}; v128.store(${out}, f64x2.relaxed_madd(${carry}, ${k.float(BASE)}, ${this.#signed(wide)}), ${VECTOR * LAST});`;
  }

  /** Stores limb i; the highest takes what is left. */
  store(i, c, out) {
    const k = this.constants;
    if (i < LAST) return `v128.store(${out}, ${this.limb(c)}, ${VECTOR * i}); ${this.carry(c)}`;
    return `v128.store(${out}, f64x2.sub(i64x2.add(${this.column(c)}, ${k.bits(bitsOf(LOW))}), ${k.float(LOW)}), ${VECTOR * i});`;
  }
}

export const head = (constants) =>
  `const HIGH = ${constants.float(HIGH)}; const BOTH = ${constants.float(HIGH + LOW)};`;

export const signature = (says, name, tags, names) =>
  `/** ${says} */
export function ${name}(${tags.flatMap((tag) => ['out', ...names].map((x) => `${x}${tag}: usize`)).join(', ')}): void {`;

/** Statement by statement in turns. */
export const inTurns = (lists) => lists[0].flatMap((_, i) => lists.map((list) => list[i])).join('\n  ');
