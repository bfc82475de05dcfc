/**
 * The form of two field elements at once, in the lanes of 128-bit vectors: five signed limbs of 51 bits, held as f64,
 * Montgomery form by 2^255. Signs are free, so that differences need neither padding nor carrying.
 */
export const BITS = 51n;
export const LIMBS = 5;
export const BASE = 1n << BITS;
export const RADIX = 1n << (BITS * BigInt(LIMBS));
/** Bytes of a limb of both lanes, and of two elements. */
export const VECTOR = 16;
export const TWIN = VECTOR * LIMBS;

export const range = (n, from = 0) => Array.from({ length: n }, (_, i) => i + from);

/** Signed limbs, all but the highest within half of the base. */
export function signedLimbs(x) {
  const limbs = [];
  for (let i = 1; i < LIMBS; i++) {
    let limb = BigInt.asIntN(Number(BITS), x);
    if (limb === BASE / 2n) limb = -limb;
    limbs.push(limb);
    x = (x - limb) / BASE;
  }
  return [...limbs, x];
}

/** The representative of the smallest size. */
export function nearest(x, modulus) {
  const rest = ((x % modulus) + modulus) % modulus;
  return rest > modulus / 2n ? rest - modulus : rest;
}

export function inverse(x, modulus) {
  let [a, b, u, v] = [((x % modulus) + modulus) % modulus, modulus, 1n, 0n];
  while (a !== 0n) {
    const q = b / a;
    [a, b, u, v] = [b - q * a, a, v - q * u, u];
  }
  return nearest(v, modulus);
}

const float = new Float64Array(1);
const word = new BigInt64Array(float.buffer);
/** An f64's bits as an integer. */
export function bitsOf(x) {
  float[0] = x;
  return word[0];
}
