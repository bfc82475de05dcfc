/**
 * Fq12 = Fq6[w]/(w² - v): coefficients of 1, v, v², w, vw, v²w, reduced. In powers of w, which Frobenius and the
 * lines follow, these are numbers 0, 2, 4, 1, 3, 5.
 */
import { FROBENIUS } from '../generated/pairing';
import { timesXi } from '../generated/quadraticFq';
import { add, canonical, conjugate, equal, Fq2, isZero, mul, setOne, sub } from './field';
import { add6, FQ2, FQ6, inverse6, mul6, negate6, sub6, timesV } from './fq6';

export const FQ12: usize = 432;

/** Where the coefficient of w^i stands. */
export function ofPower(i: i32): usize {
  return FQ2 * ((i >> 1) + 3 * (i & 1));
}

export function setOne12(out: usize): void {
  memory.fill(out, 0, FQ12);
  setOne<Fq2>(out);
}

export function isOne12(a: usize): bool {
  setOne<Fq2>(p);
  if (!equal<Fq2>(a, p)) return false;
  for (let i = FQ2; i < FQ12; i += FQ2) if (!isZero<Fq2>(a + i)) return false;
  return true;
}

const t0: usize = memory.data(216, 4);
const t1: usize = memory.data(216, 4);
const s0: usize = memory.data(216, 4);
const s1: usize = memory.data(216, 4);

export function mul12(out: usize, a: usize, b: usize): void {
  mul6(t0, a, b);
  mul6(t1, a + FQ6, b + FQ6);
  add6(s0, a, a + FQ6);
  add6(s1, b, b + FQ6);
  mul6(s0, s0, s1);
  sub6(s0, s0, t0);
  sub6(out + FQ6, s0, t1);
  timesV(t1, t1);
  add6(out, t0, t1);
}

export function sqr12(out: usize, a: usize): void {
  mul6(t0, a, a + FQ6);
  timesV(s1, a + FQ6);
  add6(s1, s1, a);
  add6(s0, a, a + FQ6);
  mul6(s0, s0, s1);
  timesV(t1, t0);
  sub6(s0, s0, t0);
  sub6(out, s0, t1);
  add6(out + FQ6, t0, t0);
}

/** The power q⁶, and the inverse of what has norm 1 over Fq6. */
export function conjugate12(out: usize, a: usize): void {
  memory.copy(out, a, FQ6);
  negate6(out + FQ6, a + FQ6);
}

export function inverse12(out: usize, a: usize): void {
  mul6(t0, a, a);
  mul6(t1, a + FQ6, a + FQ6);
  timesV(t1, t1);
  sub6(t0, t0, t1);
  inverse6(t1, t0);
  mul6(out, a, t1);
  negate6(s0, a + FQ6);
  mul6(out + FQ6, s0, t1);
}

/** The power q. */
export function frobenius12(out: usize, a: usize): void {
  for (let i = 0; i < 6; i++) {
    const at = ofPower(i);
    conjugate(out + at, a + at);
    mul<Fq2>(out + at, out + at, FROBENIUS + FQ2 * i);
    canonical<Fq2>(out + at);
  }
}

const p: usize = memory.data(72, 4);
const q: usize = memory.data(72, 4);
const squares: usize = memory.data(432, 4);

/**
 * The square of an element of the cyclotomic subgroup: https://eprint.iacr.org/2009/565, section 3.2, three
 * squares in Fq4.
 */
export function cyclotomicSqr(out: usize, a: usize): void {
  squareFq4(squares, a, a + 4 * FQ2);
  squareFq4(squares + 2 * FQ2, a + 3 * FQ2, a + 2 * FQ2);
  squareFq4(squares + 4 * FQ2, a + FQ2, a + 5 * FQ2);
  tripleLess(out, squares, a);
  tripleLess(out + FQ2, squares + 2 * FQ2, a + FQ2);
  tripleLess(out + 2 * FQ2, squares + 4 * FQ2, a + 2 * FQ2);
  timesXi(p, squares + 5 * FQ2);
  tripleMore(out + 3 * FQ2, p, a + 3 * FQ2);
  tripleMore(out + 4 * FQ2, squares + FQ2, a + 4 * FQ2);
  tripleMore(out + 5 * FQ2, squares + 3 * FQ2, a + 5 * FQ2);
}

/** out, and the element behind it: (a + b·s)² with s² = ξ. */
function squareFq4(out: usize, a: usize, b: usize): void {
  mul<Fq2>(p, a, b);
  timesXi(q, b);
  add<Fq2>(q, q, a);
  add<Fq2>(out, a, b);
  mul<Fq2>(out, out, q);
  timesXi(q, p);
  sub<Fq2>(out, out, p);
  sub<Fq2>(out, out, q);
  add<Fq2>(out + FQ2, p, p);
}

/** out = 3a - 2b */
function tripleLess(out: usize, a: usize, b: usize): void {
  sub<Fq2>(q, a, b);
  add<Fq2>(q, q, q);
  add<Fq2>(out, q, a);
}

/** out = 3a + 2b */
function tripleMore(out: usize, a: usize, b: usize): void {
  add<Fq2>(q, a, b);
  add<Fq2>(q, q, q);
  add<Fq2>(out, q, a);
}
