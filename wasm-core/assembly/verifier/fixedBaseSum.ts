/**
 * Sums of multiples of points that are known long before: a key's. Of each point its first 32 multiples are kept,
 * so that a sum is one list of points for each window of six bits, and all the lists are summed at once.
 */
import { NEGATED } from '../curve/affine';
import { take } from '../curve/arena';
import { BYTES } from '../curve/limbs';
import { addListed, enlist, listedSize } from '../curve/pairs';
import { double, setInfinity, toAffine } from '../curve/point';
import { sumRuns } from '../curve/runs';
import { digit, magnitude, offset, RECODED } from '../curve/scalars';
import { Fq } from './field';
import { addAll, doubleAll, openSteps } from './steps';

const POINT1: usize = 72;
const BITS: i32 = 6;
/** For magnitudes below 2^254: a table fits the digits -32 to 31. */
const WINDOWS: i32 = 43;
const MULTIPLES: i32 = 32;
/** Bytes of a point's multiples. */
export function tableSize(): usize {
  return listedSize<Fq>() * MULTIPLES;
}

/** Completes the tables of n points, which stand where the tables begin. */
export function fillTables(tables: usize, n: i32): void {
  const points = take(POINT1 * n);
  const firsts = take(POINT1 * n);
  const addends = take(4 * n);
  const flawed = take(n);
  openSteps(n);
  for (let i = 0; i < n; i++) {
    memory.copy(firsts + POINT1 * i, tables + tableSize() * i, POINT1);
    store<u32>(addends + 4 * i, (firsts + POINT1 * i) as u32);
  }
  memory.copy(points, firsts, POINT1 * n);
  enlistAll(tables, points, n);
  for (let multiple = 1; multiple < MULTIPLES; multiple++) {
    if (multiple === 1) doubleAll<Fq>(points, n, flawed);
    else addAll<Fq>(points, addends, n, flawed);
    enlistAll(tables + listedSize<Fq>() * multiple, points, n);
  }
}

/** One multiple of each point into its table. */
function enlistAll(tables: usize, points: usize, n: i32): void {
  for (let i = 0; i < n; i++) enlist<Fq>(tables + tableSize() * i, points + POINT1 * i);
}

const total: usize = memory.data(288, 4);

/** out = sum of scalar times point, affine; scalars of 32 bytes. */
export function fixedBaseSum(out: usize, tables: usize, n: i32, scalars: usize): void {
  const recoded = take(RECODED * (n + 1));
  const signs = take(n);
  const starts = take(4 * (WINDOWS + 1));
  const entries = take(4 * WINDOWS * n);
  for (let i = 0; i < n; i++) {
    const at = recoded + RECODED * i;
    store<u8>(signs + i, magnitude(at, scalars + BYTES * i) ? 1 : 0);
    offset(at, BITS, WINDOWS);
  }
  let filled = 0;
  for (let window = 0; window < WINDOWS; window++) {
    store<u32>(starts + 4 * window, filled);
    for (let i = 0; i < n; i++) {
      const d = digit(recoded + RECODED * i, BITS, window);
      if (d === 0) continue;
      const sign = d < 0 !== (load<u8>(signs + i) === 1) ? NEGATED : 0;
      const entry = tables + tableSize() * i + listedSize<Fq>() * (abs(d) - 1);
      store<u32>(entries + 4 * filled++, (entry | sign) as u32);
    }
  }
  store<u32>(starts + 4 * WINDOWS, filled);
  const sums = sumRuns<Fq>(starts, WINDOWS, entries);
  setInfinity(total);
  for (let window = WINDOWS - 1; window >= 0; window--) {
    for (let i = 0; i < BITS; i++) double<Fq>(total);
    const sum = load<u32>(sums + 4 * window);
    if (sum !== 0) addListed<Fq>(total, sum);
  }
  toAffine<Fq>(out, total);
}
