/**
 * Single points in the coordinates (X, Y, ZZ, ZZZ) with x = X/ZZ, y = Y/ZZZ, which need no inversion; infinity
 * has ZZ = 0. Formulas: https://hyperelliptic.org/EFD/g1p/auto-shortw-xyzz.html
 */
import { isInfinity } from './affine';
import { add, canonical, inverse, isZero, mul, setOne, size, sqr, sub, subTwo, wipeElements } from './tower';

/** Bytes of a point on any of the curves. */
export const POINT: usize = 4 * 72;

const affine: usize = memory.data(4 * 72, 4);
const ratio: usize = memory.data(72, 4);
const p: usize = memory.data(72, 4);
const r: usize = memory.data(72, 4);
const pp: usize = memory.data(72, 4);
const ppp: usize = memory.data(72, 4);
const q: usize = memory.data(72, 4);
const s: usize = memory.data(72, 4);

export function setInfinity(a: usize): void {
  memory.fill(a, 0, POINT);
}

/** a = a + b, for b in affine coordinates. */
export function addAffine<F>(a: usize, b: usize): void {
  if (isInfinity<F>(b)) return;
  memory.copy(affine, b, 2 * size<F>());
  setOne<F>(affine + 2 * size<F>());
  setOne<F>(affine + 3 * size<F>());
  addPoint<F>(a, affine);
}

/** a = a + b. */
export function addPoint<F>(a: usize, b: usize): void {
  const n = size<F>();
  if (isZero<F>(b + 2 * n)) return;
  if (isZero<F>(a + 2 * n)) {
    memory.copy(a, b, 4 * n);
    return;
  }
  mul<F>(q, a, b + 2 * n);
  mul<F>(p, b, a + 2 * n);
  sub<F>(p, p, q);
  mul<F>(s, a + n, b + 3 * n);
  mul<F>(r, b + n, a + 3 * n);
  sub<F>(r, r, s);
  if (isZero<F>(p)) {
    if (isZero<F>(r)) double<F>(a);
    else setInfinity(a);
    return;
  }
  sqr<F>(pp, p);
  mul<F>(ppp, p, pp);
  mul<F>(q, q, pp);
  mul<F>(s, s, ppp);
  sqr<F>(a, r);
  sub<F>(a, a, ppp);
  finish<F>(a);
  mul<F>(a + 2 * n, a + 2 * n, b + 2 * n);
  mul<F>(a + 3 * n, a + 3 * n, b + 3 * n);
  // Infinity has to be found as zero.
  canonical<F>(a + 2 * n);
}

export function double<F>(a: usize): void {
  const n = size<F>();
  if (isZero<F>(a + 2 * n)) return;
  add<F>(p, a + n, a + n);
  sqr<F>(pp, p);
  mul<F>(ppp, p, pp);
  mul<F>(q, a, pp);
  sqr<F>(s, a);
  add<F>(r, s, s);
  add<F>(r, r, s);
  mul<F>(s, ppp, a + n);
  sqr<F>(a, r);
  finish<F>(a);
  canonical<F>(a + 2 * n);
}

/** X - 2q, then Y = r(q - X) - s, and ZZ, ZZZ times pp, ppp. */
function finish<F>(a: usize): void {
  const n = size<F>();
  subTwo<F>(a, a, q, q);
  sub<F>(q, q, a);
  mul<F>(q, r, q);
  sub<F>(a + n, q, s);
  mul<F>(a + 2 * n, a + 2 * n, pp);
  mul<F>(a + 3 * n, a + 3 * n, ppp);
}

export function toAffine<F>(out: usize, a: usize): void {
  const n = size<F>();
  if (isZero<F>(a + 2 * n)) {
    memory.fill(out, 0, 2 * n);
    return;
  }
  inverse<F>(r, a + 3 * n);
  mul<F>(ratio, r, a + 2 * n);
  sqr<F>(ratio, ratio);
  mul<F>(out, a, ratio);
  canonical<F>(out);
  mul<F>(out + n, a + n, r);
  canonical<F>(out + n);
}

/** Wipes what sums of single points have left. */
export function wipePoints(): void {
  memory.fill(affine, 0, POINT);
  memory.fill(ratio, 0, 72);
  memory.fill(p, 0, 72);
  memory.fill(r, 0, 72);
  memory.fill(pp, 0, 72);
  memory.fill(ppp, 0, 72);
  memory.fill(q, 0, 72);
  memory.fill(s, 0, 72);
  wipeElements();
}
