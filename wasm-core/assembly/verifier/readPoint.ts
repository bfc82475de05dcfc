/** Points from outside: canonical coordinates of 32 little-endian bytes, infinity as zeros. */
import { isInfinity, pointSize } from '../curve/affine';
import { BYTES, SIZE, unpack } from '../curve/limbs';
import * as fq from '../generated/leanFq';
import { CURVE_B, TWIST_B } from '../generated/pairing';
import { add, canonical, equal, Fq, Fq2, join, mul, size, sqr } from './field';

export const POINT_OK: i32 = 0;
export const AT_INFINITY: i32 = 1;
export const OFF_CURVE: i32 = 2;
/** A coordinate is not below q. */
export const NOT_CANONICAL: i32 = 3;

const parts: usize = memory.data(144, 4);
const square: usize = memory.data(72, 4);
const cube: usize = memory.data(72, 4);

/** Reads an affine point and says what is wrong with it, the subgroup of the twist excepted. */
export function readPoint<F>(out: usize, from: usize): i32 {
  for (let at: usize = 0; at < pointSize<F>(); at += SIZE) {
    if (!unpack(out + at, from, fq.MODULUS)) return NOT_CANONICAL;
    fq.mul(out + at, out + at, fq.FROM_PLAIN);
    fq.sub(out + at, out + at, fq.ZERO);
    from += BYTES;
  }
  if (isInfinity<F>(out)) return AT_INFINITY;
  if (size<F>() !== SIZE) {
    memory.copy(parts, out, pointSize<F>());
    join(out, parts);
    join(out + size<F>(), parts + size<F>());
  }
  sqr<F>(square, out + size<F>());
  sqr<F>(cube, out);
  mul<F>(cube, cube, out);
  if (size<F>() === SIZE) add<Fq>(cube, cube, CURVE_B);
  else add<Fq2>(cube, cube, TWIST_B);
  canonical<F>(square);
  return equal<F>(square, cube) ? POINT_OK : OFF_CURVE;
}
