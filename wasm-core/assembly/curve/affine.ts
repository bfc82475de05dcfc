/** Affine points (x, y), canonical, one by one; (0, 0), which lies on neither curve, stands for infinity. */
import { isZero, negate, size } from './tower';

/** Bit of an address that negates the point there. */
export const NEGATED: usize = 1;

/** Bytes of an affine point. */
export function pointSize<F>(): usize {
  return 2 * size<F>();
}

export function isInfinity<F>(point: usize): bool {
  return isZero<F>(point) && isZero<F>(point + size<F>());
}

/** out = a point, bit 0 of its address set to negate it. */
export function copyPoint<F>(out: usize, point: usize): void {
  const from = point & ~NEGATED;
  if (point & NEGATED) negate<F>(out + size<F>(), from + size<F>());
  else memory.copy(out + size<F>(), from + size<F>(), size<F>());
  memory.copy(out, from, size<F>());
}
