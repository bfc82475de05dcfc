/** Scalars as 32 little-endian bytes, and their signed digits. */
import { MODULUS } from '../generated/leanFr';
import { BYTES, pack } from './limbs';

/** Bytes of a magnitude plus the offset: nine words, and one that keeps loads within. */
export const RECODED: usize = 40;

const modulus: usize = memory.data(32, 8);
pack(modulus, MODULUS);

/** Writes |s| for scalars up to 2^252, |s - r| for those above, and answers whether it took the second. */
export function magnitude(out: usize, scalar: usize): bool {
  memory.copy(out, scalar, BYTES);
  store<u64>(out, 0, 32);
  if (load<u64>(scalar, 24) < (1 as u64) << 60) return false;
  let borrow: i64 = 0;
  for (let i: usize = 0; i < BYTES; i += 4) {
    borrow += (load<u32>(modulus + i) as i64) - (load<u32>(scalar + i) as i64);
    store<u32>(out + i, borrow as u32);
    borrow >>= 32;
  }
  return true;
}

export function isSmall(recoded: usize): bool {
  return (
    (load<u64>(recoded, 8) | load<u64>(recoded, 16) | load<u64>(recoded, 24)) === 0 && load<u64>(recoded) < 2
  );
}

/**
 * Adds 2^(c-1) to each of the `windows` groups of c bits: the groups less 2^(c-1) are then digits from
 * -2^(c-1) to 2^(c-1) - 1, and no carry has to be followed.
 */
export function offset(recoded: usize, c: i32, windows: i32): void {
  for (let window = 0; window < windows; window++) {
    const bit = c * window + c - 1;
    let at = recoded + 4 * (bit >> 5);
    let carry = ((1 as u64) << (bit & 31)) + load<u32>(at);
    store<u32>(at, carry as u32);
    for (carry >>= 32; carry !== 0; carry >>= 32) {
      at += 4;
      carry += load<u32>(at);
      store<u32>(at, carry as u32);
    }
  }
}

export function digit(recoded: usize, c: i32, window: i32): i32 {
  const bit = c * window;
  const word = load<u64>(recoded + (bit >> 3)) >> (bit & 7);
  return ((word as i32) & ((1 << c) - 1)) - (1 << (c - 1));
}
