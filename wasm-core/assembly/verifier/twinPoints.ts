/** Lean points, two at a time, into the lanes of vectors and out of them. */
import { FQ, Fq2, size } from '../curve/tower';
import { TWIN } from '../curve/twins';
import { readLane, twin, writeLane } from '../curve/twinTower';
import * as fq from '../generated/leanFq';
import * as q from '../generated/twinFq';
import { join, split } from './field';

/** Vectors for n lanes: an even number. */
export function vectorsFor(n: i32): i32 {
  return ((n + 3) >> 2) << 1;
}

const parts: usize = memory.data(72, 4);

/** Vectors of n affine points; the last one fills up. Elements of Fq2 are those of quadraticFq. */
export function putPoints<F>(out: usize, points: usize, n: i32): void {
  const bytes = twin<F>();
  for (let i = 0; i < 2 * vectorsFor(n); i++) {
    const point = points + 2 * size<F>() * min(i, n - 1);
    for (let at: usize = 0; at < 2; at++)
      putElement<F>(out + 2 * bytes * (i >> 1) + bytes * at, i & 1, point + size<F>() * at);
  }
  for (let at: usize = 0; at < 2 * bytes * vectorsFor(n); at += TWIN) q.near(out + at, out + at);
}

/** A lane = a lean element, not near yet. */
export function putElement<F>(out: usize, lane: i32, a: usize): void {
  if (size<F>() === FQ) writeLane<F>(out, lane, a);
  else {
    split(parts, a);
    writeLane<F>(out, lane, parts);
  }
}

/** A lean element = a near lane. */
export function getElement<F>(out: usize, a: usize, lane: i32): void {
  if (size<F>() === FQ) {
    readLane<F>(out, a, lane);
    fq.sub(out, out, fq.ZERO);
    return;
  }
  readLane<F>(parts, a, lane);
  for (let at: usize = 0; at < size<Fq2>(); at += FQ) fq.sub(parts + at, parts + at, fq.ZERO);
  join(out, parts);
}
