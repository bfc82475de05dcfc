/** Sums of many lists of affine points at once, by halving every list in each round: all pairs share inversions. */
import { NEGATED } from './affine';
import { take } from './arena';
import { addLater, copyListed, flush, listedSize } from './pairs';

/**
 * List i has the entries starts[i] to starts[i+1]: addresses of points, bit 0 set to negate them. Answers the
 * addresses of the lists' sums, 0 for an empty list. Entries, starts and addresses are u32.
 */
export function sumRuns<F>(starts: usize, runs: i32, entries: usize): usize {
  const sums = take(4 * runs);
  const lengths = take(4 * runs);
  let longest: usize = 0;
  for (let run = 0; run < runs; run++) {
    const from = entries + 4 * load<u32>(starts + 4 * run);
    const length: usize = load<u32>(starts + 4 * run, 4) - load<u32>(starts + 4 * run);
    const half: usize = (length + 1) >> 1;
    store<u32>(lengths + 4 * run, half as u32);
    longest = max(longest, half);
    // A point that is alone and as it is needs no copy.
    const alone = length === 1 ? load<u32>(from) : 0;
    if (length === 0 || (length === 1 && !(alone & (NEGATED as u32)))) {
      store<u32>(sums + 4 * run, alone);
      continue;
    }
    const slots = take(half * listedSize<F>());
    store<u32>(sums + 4 * run, slots as u32);
    for (let i: usize = 0; i < length - half; i++) {
      addLater<F>(slots + i * listedSize<F>(), load<u32>(from + 4 * i), load<u32>(from + 4 * (i + half)));
    }
    if (length & 1) copyListed<F>(slots + (half - 1) * listedSize<F>(), load<u32>(from + 4 * (half - 1)));
  }
  flush<F>();
  for (; longest > 1; longest = (longest + 1) >> 1) {
    for (let run = 0; run < runs; run++) halve<F>(load<u32>(sums + 4 * run), lengths + 4 * run);
    flush<F>();
  }
  return sums;
}

/** Adds the second half of a list to its first; the point in the middle of an odd one stays. */
function halve<F>(slots: usize, lengthAt: usize): void {
  const length: usize = load<u32>(lengthAt);
  const half: usize = (length + 1) >> 1;
  for (let i: usize = 0; i < length - half; i++) {
    const slot = slots + i * listedSize<F>();
    addLater<F>(slot, slot, slot + half * listedSize<F>());
  }
  store<u32>(lengthAt, half as u32);
}
