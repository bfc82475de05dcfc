/**
 * Affine points in lists, and sums of pairs of them, many at once, in the form that the engine runs best. An address of
 * a point in a list has bit 0 set to negate it.
 */
import { addAffine } from './point';
import * as scalar from './scalarPairs';
import * as twin from './twinPairs';

/** Bytes of a point in a list. */
export function listedSize<F>(): usize {
  return ASC_FEATURE_RELAXED_SIMD ? twin.listedSize<F>() : scalar.listedSize<F>();
}

/** out, in a list = an affine point. */
export function enlist<F>(out: usize, point: usize): void {
  if (ASC_FEATURE_RELAXED_SIMD) twin.enlist<F>(out, point);
  else scalar.enlist<F>(out, point);
}

/** out, an affine point = one of a list. */
export function readListed<F>(out: usize, listed: usize): void {
  if (ASC_FEATURE_RELAXED_SIMD) twin.readListed<F>(out, listed);
  else scalar.readListed<F>(out, listed);
}

const affine: usize = memory.data(144, 4);

/** a = a + b, for a single point and one of a list. */
export function addListed<F>(a: usize, b: usize): void {
  readListed<F>(affine, b);
  addAffine<F>(a, affine);
}

/** out = a point, both in lists. */
export function copyListed<F>(out: usize, listed: usize): void {
  if (ASC_FEATURE_RELAXED_SIMD) twin.copyListed<F>(out, listed);
  else scalar.copyListed<F>(out, listed);
}

/** Lets `out` be a + b once `flush` has run; it may be a's address, if no other pair of the batch has it. */
export function addLater<F>(out: usize, a: usize, b: usize): void {
  if (ASC_FEATURE_RELAXED_SIMD) twin.addLater<F>(out, a, b);
  else scalar.addLater<F>(out, a, b);
}

export function flush<F>(): void {
  if (ASC_FEATURE_RELAXED_SIMD) twin.flush<F>();
  else scalar.flush<F>();
}

/** Wipes what sums have left. */
export function wipePairs(): void {
  memory.fill(affine, 0, 144);
  if (ASC_FEATURE_RELAXED_SIMD) twin.wipePairs();
  else scalar.wipePairs();
}
