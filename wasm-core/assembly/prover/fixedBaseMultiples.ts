/**
 * Multiples of one point of each group, for keys: a table of the multiples 1 to 2^(c-1) of 2^(cw) times the
 * point for each window w. A multiple is then the sum of one entry a window, by its scalar's signed digits.
 */
import { NEGATED, pointSize } from '../curve/affine';
import { keep, mark, release, take } from '../curve/arena';
import { BAD_ARGUMENT, BAD_VALUE, fits, input, OK, output } from '../curve/buffers';
import { BYTES, SIZE, unpack } from '../curve/limbs';
import { addLater, addListed, enlist, flush, listedSize } from '../curve/pairs';
import { double, setInfinity, toAffine } from '../curve/point';
import { readPoints, writeKeyPoint } from '../curve/records';
import { sumRuns } from '../curve/runs';
import { digit, magnitude, offset, RECODED } from '../curve/scalars';
import { Fq, Fq2 } from '../curve/tower';
import { MODULUS } from '../generated/leanFr';

/** Bits of a window: fewer additions a multiple weigh against the table, which has to be made and cached. */
const C: i32 = 12;
const HALF: i32 = 1 << (C - 1);
/** As in msm.ts. */
const BITS: i32 = 255;
const WINDOWS: i32 = (BITS + C - 1) / C;
/** Multiples of a call: their partial sums stay in the cache. */
const MOST: i32 = 512;

const tables: usize = memory.data(8, 4);
const element: usize = memory.data(36, 4);
const base: usize = memory.data(288, 4);
const affine: usize = memory.data(144, 4);

/** Makes the table of the point in `input`, in a zkey's form, of group 1 or 2. */
export function tableBegin(group: i32): i32 {
  if ((group !== 1 && group !== 2) || tableOf(group) !== 0) return BAD_ARGUMENT;
  const table = group === 1 ? tableIn<Fq>() : tableIn<Fq2>();
  if (table === 0) return BAD_VALUE;
  store<u32>(tables + 4 * (group - 1), table as u32);
  keep();
  return OK;
}

/** The multiples by `count` scalars in `input`, in a zkey's form. */
export function tableMultiples(group: i32, count: i32): i32 {
  if ((group !== 1 && group !== 2) || tableOf(group) === 0) return BAD_ARGUMENT;
  if (count < 0 || count > MOST || !fits(count, BYTES)) return BAD_ARGUMENT;
  for (let i = 0; i < count; i++) if (!unpack(element, input + BYTES * i, MODULUS)) return BAD_VALUE;
  const before = mark();
  if (group === 1) multiplesIn<Fq>(tableOf(1), count);
  else multiplesIn<Fq2>(tableOf(2), count);
  release(before);
  return OK;
}

function tableOf(group: i32): usize {
  return load<u32>(tables + 4 * (group - 1));
}

function tableIn<F>(): usize {
  const point = take(0);
  if (readPoints<F>(0, 1) !== 1) return 0;
  const table = take(listedSize<F>() * HALF * WINDOWS);
  setInfinity(base);
  addListed<F>(base, point);
  for (let window = 0; window < WINDOWS; window++) {
    toAffine<F>(affine, base);
    enlist<F>(entry<F>(table, window, 1), affine);
    for (let i = 0; i < C; i++) double<F>(base);
  }
  for (let known = 1; known < HALF; known <<= 1) {
    for (let window = 0; window < WINDOWS; window++) {
      const last = entry<F>(table, window, known);
      for (let i = 1; i <= known; i++)
        addLater<F>(entry<F>(table, window, known + i), last, entry<F>(table, window, i));
    }
    flush<F>();
  }
  return table;
}

function entry<F>(table: usize, window: i32, multiple: i32): usize {
  return table + listedSize<F>() * (HALF * window + multiple - 1);
}

function multiplesIn<F>(table: usize, count: i32): void {
  const starts = take(4 * (count + 1));
  const entries = take(4 * WINDOWS * count);
  const recoded = take(RECODED);
  let filled = 0;
  for (let i = 0; i < count; i++) {
    store<u32>(starts + 4 * i, filled);
    const negated = magnitude(recoded, input + BYTES * i);
    offset(recoded, C, WINDOWS);
    for (let window = 0; window < WINDOWS; window++) {
      const d = digit(recoded, C, window);
      if (d === 0) continue;
      const sign: usize = d < 0 !== negated ? NEGATED : 0;
      store<u32>(entries + 4 * filled++, (entry<F>(table, window, abs(d)) | sign) as u32);
    }
  }
  store<u32>(starts + 4 * count, filled);
  const sums = sumRuns<F>(starts, count, entries);
  for (let i = 0; i < count; i++) {
    writeKeyPoint<F>(output + (pointSize<F>() / SIZE) * BYTES * i, load<u32>(sums + 4 * i));
  }
}
