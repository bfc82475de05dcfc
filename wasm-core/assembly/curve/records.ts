/** Points between zkey files' form and records: a point, and the number of its scalar. */
import * as fq from '../generated/leanFq';
import { pointSize } from './affine';
import { take } from './arena';
import { BAD_VALUE, input } from './buffers';
import { BYTES, pack, SIZE, unpack } from './limbs';
import { enlist, listedSize, readListed } from './pairs';

/** A point and, behind it, the number of its scalar as u32; eight bytes keep records aligned. */
export function recordSize<F>(): usize {
  return listedSize<F>() + 8;
}

/** Records from points in `input`; those at infinity are left out. Their number, or BAD_VALUE. */
export function readPoints<F>(first: i32, count: i32): i32 {
  const coordinates = (pointSize<F>() / SIZE) as i32;
  let added = 0;
  for (let i = 0; i < count; i++) {
    const from = input + BYTES * coordinates * i;
    if (isBlank(from, BYTES * coordinates)) continue;
    const to = take(recordSize<F>());
    for (let k = 0; k < coordinates; k++) {
      const x = point + SIZE * k;
      if (!unpack(x, from + BYTES * k, fq.MODULUS)) return BAD_VALUE;
      fq.mul(x, x, fq.FROM_ZKEY);
      fq.sub(x, x, fq.ZERO);
    }
    enlist<F>(to, point);
    store<u32>(to + listedSize<F>(), first + i);
    added++;
  }
  return added;
}

function isBlank(bytes: usize, length: usize): bool {
  for (let i: usize = 0; i < length; i += 8) if (load<u64>(bytes + i) !== 0) return false;
  return true;
}

const element: usize = memory.data(36, 4);
const point: usize = memory.data(144, 4);

/** Plain coordinates, 32 bytes each. */
export function writePoint<F>(to: usize, point: usize): void {
  write<F>(to, point, fq.UNIT);
}

/** A listed point in a zkey's form, for the address 0 infinity. */
export function writeKeyPoint<F>(to: usize, listed: usize): void {
  if (listed === 0) memory.fill(to, 0, (pointSize<F>() / SIZE) * BYTES);
  else {
    readListed<F>(point, listed);
    write<F>(to, point, fq.TO_ZKEY);
  }
}

function write<F>(to: usize, point: usize, factor: usize): void {
  for (let at: usize = 0; at < pointSize<F>(); at += SIZE) {
    fq.mul(element, point + at, factor);
    fq.sub(element, element, fq.ZERO);
    pack(to, element);
    to += BYTES;
  }
}

/** What points came and went by: no secrets, but nothing of a proof stays. */
export function wipeRecords(): void {
  memory.fill(element, 0, SIZE);
  memory.fill(point, 0, 4 * SIZE);
}
