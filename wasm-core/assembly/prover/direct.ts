/** Sums and transforms over `input`, for tests and for whoever needs small ones. */
import { clear, take } from '../curve/arena';
import { BAD_ARGUMENT, BAD_VALUE, fits, input, OK, output } from '../curve/buffers';
import { BYTES, pack, SIZE, unpack } from '../curve/limbs';
import { readPoints, writePoint } from '../curve/records';
import { Fq, Fq2 } from '../curve/tower';
import { add, FROM_PLAIN, HALF, MODULUS, mul, ONE, UNIT, ZERO } from '../generated/leanFr';
import { powers, roots, transform, turn } from './fft';
import { msm } from './msm';
import { setShare } from './share';

const sum: usize = memory.data(144, 4);
const element: usize = memory.data(36, 4);

/** `count` points in a zkey's form, then as many scalars; the sum's plain coordinates. Group 1 or 2. */
export function sumOfProducts(group: i32, count: i32): i32 {
  if (group !== 1 && group !== 2) return BAD_ARGUMENT;
  return group === 1 ? sumIn<Fq>(count, 2) : sumIn<Fq2>(count, 4);
}

function sumIn<F>(count: i32, coordinates: i32): i32 {
  if (!fits(count, BYTES * (coordinates + 1))) return BAD_ARGUMENT;
  const scalars = input + BYTES * coordinates * count;
  for (let i = 0; i < count; i++) if (!unpack(element, scalars + BYTES * i, MODULUS)) return BAD_VALUE;
  clear();
  const records = take(0);
  const added = readPoints<F>(0, count);
  if (added < 0) return added;
  setShare(0, 1);
  msm<F>(sum, records, added, scalars);
  writePoint<F>(output, sum);
  clear();
  return OK;
}

/** The transform of 2^log scalars, or its inverse. */
export function transformScalars(log: i32, inverse: bool): i32 {
  if (log < 0 || log > 13) return BAD_ARGUMENT;
  const n = 1 << log;
  clear();
  const values = take(SIZE * n);
  for (let i = 0; i < n; i++) {
    const at = values + SIZE * i;
    if (!unpack(at, input + BYTES * i, MODULUS)) return BAD_VALUE;
    mul(at, at, FROM_PLAIN);
  }
  transform(values, log, roots(log));
  if (inverse) {
    memory.copy(element, ONE, SIZE);
    for (let i = 0; i < log; i++) mul(element, element, HALF);
    turn(values, log, powers(element, ONE, n));
  }
  for (let i = 0; i < n; i++) {
    mul(element, values + SIZE * i, UNIT);
    add(element, element, ZERO);
    pack(output + BYTES * i, element);
  }
  clear();
  return OK;
}
