/**
 * Pippenger's sum of scalar multiples, on affine points throughout: the points of each bucket are listed, and
 * the lists of a window are summed together, halving by halving. Scalars 0 cost nothing and ±1, most of a
 * witness, one addition; small ones have digits 0 in most windows.
 */
import { NEGATED } from '../curve/affine';
import { mark, release, take } from '../curve/arena';
import { BYTES } from '../curve/limbs';
import { addListed, listedSize, wipePairs } from '../curve/pairs';
import { addPoint, double, POINT, setInfinity, toAffine, wipePoints } from '../curve/point';
import { recordSize } from '../curve/records';
import { sumRuns } from '../curve/runs';
import { digit, isSmall, magnitude, offset, RECODED } from '../curve/scalars';
import { isOwn } from './share';
import { addWeighted, wipeWeights } from './weights';

/** A magnitude is below 1.02·2^253 and the offset below 2/3·2^BITS at most: their sum fits. */
const BITS: i32 = 255;

const single: usize = memory.data(8, 4);
const total: usize = memory.data(288, 4);

/** Addresses of the points with scalars ±1 and with others, bit 0 set to negate, and the others' recoded scalars. */
let ones: usize = 0;
let points: usize = 0;
let recoded: usize = 0;
let units: i32 = 0;
let general: i32 = 0;

/** Begins a sum of at most this many points. */
export function beginSum(most: i32): void {
  ones = take(4 * most);
  points = take(4 * most);
  recoded = take(RECODED * (most + 1));
  units = 0;
  general = 0;
}

/** Adds scalar times point of `n` records to the sum: of all, or of those whose scalars are the share's. */
export function collect<F>(records: usize, n: i32, scalars: usize, ownOnly: bool): void {
  for (let i = 0; i < n; i++) {
    const record = records + recordSize<F>() * i;
    const number = load<u32>(record + listedSize<F>());
    const own = isOwn(number);
    if (ownOnly && !own) continue;
    const at = recoded + RECODED * general;
    const negated = magnitude(at, scalars + BYTES * number) ? NEGATED : 0;
    if (!isSmall(at)) store<u32>(points + 4 * general++, (record | negated) as u32);
    else if (own && load<u32>(at) !== 0) store<u32>(ones + 4 * units++, (record | negated) as u32);
  }
}

/**
 * out = the sum of what was collected, affine; but of points that are not all own, only of every `step`-th
 * window from `first`, and of those with scalars ±1 only the own ones.
 */
export function endSum<F>(out: usize, first: i32, step: i32): void {
  setInfinity(total);
  if (general > 0) addWindows<F>(general, first, step);
  if (units > 0) {
    store<u32>(single, units, 4);
    addListed<F>(total, load<u32>(sumRuns<F>(single, 1, ones)));
  }
  toAffine<F>(out, total);
}

/** out = sum of scalar times point, affine, over `n` records. */
export function msm<F>(out: usize, records: usize, n: i32, scalars: usize): void {
  const before = mark();
  beginSum(n);
  collect<F>(records, n, scalars, true);
  endSum<F>(out, 0, 1);
  release(before);
}

/** Fewest additions: a bucket costs about as much as three, a window one for each point. */
function windowBits(n: i32): i32 {
  let best = 2;
  let least = i32.MAX_VALUE;
  for (let c = 2; c <= 15; c++) {
    const cost = ((BITS + c - 1) / c) * (n + (3 << (c - 1)));
    if (cost >= least) continue;
    least = cost;
    best = c;
  }
  return best;
}

/** Entries of lists that are summed together: batches of pairs are full, and memory stays that of a large window. */
const MOST_ENTRIES: i32 = 1 << 16;

/** The windows `first`, `first` + `step`, …, as many at once as make full batches; then Horner's rule over bits. */
function addWindows<F>(n: i32, first: i32, step: i32): void {
  const c = windowBits(n);
  const windows = (BITS + c - 1) / c;
  for (let i = 0; i < n; i++) offset(recoded + RECODED * i, c, windows);
  const atBit = take(POINT * c * windows);
  memory.fill(atBit, 0, POINT * c * windows);
  const together = max(MOST_ENTRIES / n, 1);
  for (let window = first; window < windows; window += step * together) {
    const before = mark();
    const count = min(together, (windows - window + step - 1) / step);
    const buckets = listBuckets<F>(n, c, window, step, count);
    addWeighted<F>(buckets, c - 1, count, atBit + POINT * c * window, POINT * c * step);
    release(before);
  }
  for (let bit = c * windows - 1; bit >= 0; bit--) {
    double<F>(total);
    addPoint<F>(total, atBit + POINT * bit);
  }
}

/** The sums of the points whose digits have the magnitudes 1, 2, …, 2^(c-1), of one window behind the other. */
function listBuckets<F>(n: i32, c: i32, first: i32, step: i32, count: i32): usize {
  const buckets = 1 << (c - 1);
  const starts = take(4 * (count * buckets + 2));
  const entries = take(4 * n * count);
  // Counted two places ahead, so that filling the lists turns their ends into the next ones' starts.
  memory.fill(starts, 0, 4 * (count * buckets + 2));
  for (let k = 0; k < count; k++) {
    const list = starts + 4 * buckets * k;
    for (let i = 0; i < n; i++) {
      const d = abs(digit(recoded + RECODED * i, c, first + step * k));
      if (d === 0) continue;
      const at = list + 4 * (d + 1);
      store<u32>(at, load<u32>(at) + 1);
    }
  }
  for (let i = 2; i <= count * buckets + 1; i++) {
    const at = starts + 4 * i;
    store<u32>(at, load<u32>(at) + load<u32>(at - 4));
  }
  for (let k = 0; k < count; k++) {
    const list = starts + 4 * buckets * k;
    for (let i = 0; i < n; i++) {
      const d = digit(recoded + RECODED * i, c, first + step * k);
      if (d === 0) continue;
      const at = list + 4 * abs(d);
      const place = load<u32>(at);
      store<u32>(entries + 4 * place, load<u32>(points + 4 * i) ^ (d < 0 ? 1 : 0));
      store<u32>(at, place + 1);
    }
  }
  return sumRuns<F>(starts, count * buckets, entries);
}

/** Wipes what sums have left outside of the arena. */
export function wipeSums(): void {
  memory.fill(single, 0, 8);
  memory.fill(total, 0, POINT);
  wipeWeights();
  wipePoints();
  wipePairs();
}
