/**
 * A proof's work in shares, a power of two of them: share t takes the rows, quotient values, points and, of
 * other sums, windows whose numbers are t modulo the number of shares. Every share holds the whole key and
 * witness, and needs from the others nothing but their transforms.
 */
import { log } from './key';

/** More would share too few windows. */
const MAX_SHARES: i32 = 8;

export let share: i32 = 0;
export let sharesLog: i32 = 0;

/** False unless the key's rows can be split so. */
export function setShare(index: i32, count: i32): bool {
  if (
    count < 1 ||
    count > MAX_SHARES ||
    popcnt(count) !== 1 ||
    ctz(count) > log ||
    index < 0 ||
    index >= count
  )
    return false;
  share = index;
  sharesLog = ctz(count);
  return true;
}

/** Whether the thing of this number is the share's. */
export function isOwn(number: u32): bool {
  return (number & ((1 << sharesLog) - 1)) === (share as u32);
}

export function shares(): i32 {
  return 1 << sharesLog;
}
