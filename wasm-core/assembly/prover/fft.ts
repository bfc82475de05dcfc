/** Transforms over Fr of 2^log elements: decimation in time, radix 2. */
import { take } from '../curve/arena';
import { SIZE } from '../curve/limbs';
import { butterfly, mul, ONE, ROOT, sqr } from '../generated/leanFr';

/** r - 1 is an odd multiple of 2^28. */
export const MAX_LOG: i32 = 28;

/** out = a root of unity of order 2^log. */
export function rootOfUnity(out: usize, log: i32): void {
  memory.copy(out, ROOT, SIZE);
  for (let i = log; i < MAX_LOG; i++) sqr(out, out);
}

/** first, first·ratio, first·ratio², …: n elements. */
export function powers(first: usize, ratio: usize, n: i32): usize {
  const table = take(SIZE * n);
  memory.copy(table, first, SIZE);
  for (let i = 1; i < n; i++) mul(table + SIZE * i, table + SIZE * (i - 1), ratio);
  return table;
}

const root: usize = memory.data(36, 4);

/** The powers of the root of unity that a transform of this length reads. */
export function roots(log: i32): usize {
  rootOfUnity(root, log);
  return powers(ONE, root, max((1 << log) >> 1, 1));
}

/** In place, values below 2p; the results are below 60p. */
export function transform(values: usize, log: i32, roots: usize): void {
  const n = 1 << log;
  for (let i = 0; i < n; i++) {
    const j = reversed(i, log);
    if (i < j) swap(values + SIZE * i, values + SIZE * j);
  }
  for (let half = 1; half < n; half <<= 1) {
    const step = SIZE * (n / (2 * half));
    for (let start = 0; start < n; start += 2 * half) {
      let u = values + SIZE * start;
      let w = roots;
      for (let i = 0; i < half; i++) {
        butterfly(u, u + SIZE * half, w);
        u += SIZE;
        w += step;
      }
    }
  }
}

/** Makes a forward transform's result that of the inverse one, but for 1/2^log: index i becomes -i; times factors[i]. */
export function turn(values: usize, log: i32, factors: usize): void {
  const n = 1 << log;
  mul(values, values, factors);
  for (let i = 1; i <= n >> 1; i++) {
    const j = n - i;
    mul(values + SIZE * i, values + SIZE * i, factors + SIZE * j);
    if (i === j) continue;
    mul(values + SIZE * j, values + SIZE * j, factors + SIZE * i);
    swap(values + SIZE * i, values + SIZE * j);
  }
}

const swapped: usize = memory.data(36, 4);

export function wipeTransform(): void {
  memory.fill(swapped, 0, SIZE);
}

function swap(a: usize, b: usize): void {
  memory.copy(swapped, a, SIZE);
  memory.copy(a, b, SIZE);
  memory.copy(b, swapped, SIZE);
}

export function reversed(i: i32, bits: i32): i32 {
  let result = 0;
  for (let bit = 0; bit < bits; bit++) result |= ((i >> bit) & 1) << (bits - 1 - bit);
  return result;
}
