/** Elements between bytes (32, little-endian, canonical) and nine 29-bit limbs. */
export const SIZE: usize = 36;
export const BYTES: usize = 32;

const LIMBS: i32 = 9;
const BITS: i32 = 29;
const MASK: u64 = (1 << 29) - 1;

/** The integer at `bytes`; false unless it is below the modulus. */
export function unpack(out: usize, bytes: usize, modulus: usize): bool {
  for (let i = 0; i < LIMBS; i++) {
    // The last limbs are read from byte 24, so that no load passes the end.
    const at = min((BITS * i) >> 3, 24);
    store<u32>(out + 4 * i, ((load<u64>(bytes + at) >> (BITS * i - 8 * at)) & MASK) as u32);
  }
  for (let i: usize = SIZE; i > 0; i -= 4) {
    const a = load<u32>(out + i - 4);
    const b = load<u32>(modulus + i - 4);
    if (a !== b) return a < b;
  }
  return false;
}

/** Inverse of `unpack`. */
export function pack(bytes: usize, x: usize): void {
  let word: u64 = 0;
  let filled = 0;
  for (let i = 0; i < LIMBS; i++) {
    word |= (load<u32>(x + 4 * i) as u64) << filled;
    filled += BITS;
    if (filled < 32) continue;
    store<u32>(bytes, word as u32);
    bytes += 4;
    word >>= 32;
    filled -= 32;
  }
}
