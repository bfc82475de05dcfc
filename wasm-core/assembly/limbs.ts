/** Elements between bytes (32, little-endian, canonical) and nine 29-bit limbs; layout in scripts/field.mjs. */

/** Bytes of an element, and of a canonical residue outside. */
export const SIZE: usize = 144;
export const BYTES: usize = 32;

const LIMBS: i32 = 9;
const BITS: i32 = 29;
const MASK: u64 = (1 << 29) - 1;

/** The integer at `bytes`; false unless it is below the modulus. */
export function unpack(out: usize, bytes: usize, modulus: usize): bool {
  for (let i = 0; i < LIMBS; i++) {
    // The last limbs are read from byte 24, so that no load passes the end.
    const at = min((BITS * i) >> 3, 24);
    setLimb(out, i, ((load<u64>(bytes + at) >> (BITS * i - 8 * at)) & MASK) as u32);
  }
  writeSums(out);
  return !atLeast(out, modulus);
}

/** Inverse of `unpack`, for a value below 2^256. */
export function pack(bytes: usize, x: usize): void {
  let word: u64 = 0;
  let filled = 0;
  for (let i = 0; i < LIMBS; i++) {
    word |= (limb(x, i) as u64) << filled;
    filled += BITS;
    if (filled < 32) continue;
    store<u32>(bytes, word as u32);
    bytes += 4;
    word >>= 32;
    filled -= 32;
  }
}

/** Brings a value below twice the modulus into [0, modulus). */
export function subtractOnce(x: usize, modulus: usize): void {
  if (atLeast(x, modulus)) subtract(x, x, modulus);
}

/** out = a - b, for a >= b. */
export function subtract(out: usize, a: usize, b: usize): void {
  let borrow: i32 = 0;
  for (let i = 0; i < LIMBS; i++) {
    const difference = (limb(a, i) as i32) - (limb(b, i) as i32) - borrow;
    borrow = difference < 0 ? 1 : 0;
    setLimb(out, i, (difference + (borrow << BITS)) as u32);
  }
  writeSums(out);
}

export function isZero(x: usize): bool {
  for (let i = 0; i < LIMBS; i++) if (limb(x, i) !== 0) return false;
  return true;
}

function atLeast(a: usize, b: usize): bool {
  for (let i = LIMBS - 1; i >= 0; i--) {
    if (limb(a, i) !== limb(b, i)) return limb(a, i) > limb(b, i);
  }
  return true;
}

/** The sums of blocks and of their limbs that the kernels' products read. */
function writeSums(x: usize): void {
  for (let j = 0; j < 3; j++) {
    const first = limb(x, j) as u64;
    const second = limb(x, 3 + j) as u64;
    const third = limb(x, 6 + j) as u64;
    store<u32>(x + 16 * j, (first + second) as u32, 12);
    store<u64>(x + 8 * j, (first + third) | ((second + third) << 32), 96);
  }
  writeInnerSum(x, 3, 0, 1);
  writeInnerSum(x, 4, 0, 2);
  writeInnerSum(x, 5, 1, 2);
}

/** Word j of all blocks, as the sum of their words a and b. */
function writeInnerSum(x: usize, j: i32, a: i32, b: i32): void {
  v128.store(x + 16 * j, i32x4.add(v128.load(x + 16 * a), v128.load(x + 16 * b)));
  store<u64>(x + 8 * j, load<u64>(x + 8 * a, 96) + load<u64>(x + 8 * b, 96), 96);
}

export function limb(x: usize, i: i32): u32 {
  return load<u32>(x + 16 * (i % 3) + 4 * (i / 3));
}

function setLimb(x: usize, i: i32, value: u32): void {
  store<u32>(x + 16 * (i % 3) + 4 * (i / 3), value);
}
