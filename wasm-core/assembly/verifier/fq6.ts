/** Fq6 = Fq2[v]/(v³ - ξ), ξ = 9 + u: coefficients of 1, v, v², reduced. */
import { timesXi } from '../generated/quadraticFq';
import { add, canonical, Fq2, inverse, mul, negate, sqr, sub, subTwo } from './field';

export const FQ2: usize = 72;
export const FQ6: usize = 216;

export function add6(out: usize, a: usize, b: usize): void {
  for (let i: usize = 0; i < FQ6; i += FQ2) add<Fq2>(out + i, a + i, b + i);
}

export function sub6(out: usize, a: usize, b: usize): void {
  for (let i: usize = 0; i < FQ6; i += FQ2) sub<Fq2>(out + i, a + i, b + i);
}

export function negate6(out: usize, a: usize): void {
  for (let i: usize = 0; i < FQ6; i += FQ2) negate<Fq2>(out + i, a + i);
}

const shifted: usize = memory.data(72, 4);

/** out = v·a */
export function timesV(out: usize, a: usize): void {
  timesXi(shifted, a + 2 * FQ2);
  memory.copy(out + FQ2, a, 2 * FQ2);
  memory.copy(out, shifted, FQ2);
}

const v0: usize = memory.data(72, 4);
const v1: usize = memory.data(72, 4);
const v2: usize = memory.data(72, 4);
const s: usize = memory.data(72, 4);
const t: usize = memory.data(72, 4);
const c0: usize = memory.data(72, 4);
const c1: usize = memory.data(72, 4);

/** Karatsuba's product of six products in Fq2. */
export function mul6(out: usize, a: usize, b: usize): void {
  mul<Fq2>(v0, a, b);
  mul<Fq2>(v1, a + FQ2, b + FQ2);
  mul<Fq2>(v2, a + 2 * FQ2, b + 2 * FQ2);
  mixed(c0, a + FQ2, a + 2 * FQ2, b + FQ2, b + 2 * FQ2, v1, v2);
  timesXi(c0, c0);
  mixed(c1, a, a + FQ2, b, b + FQ2, v0, v1);
  mixed(s, a, a + 2 * FQ2, b, b + 2 * FQ2, v0, v2);
  add<Fq2>(out + 2 * FQ2, s, v1);
  timesXi(v2, v2);
  add<Fq2>(out + FQ2, c1, v2);
  add<Fq2>(out, c0, v0);
}

/** out = (a + b)(c + d) - ac - bd, given the two products. */
function mixed(out: usize, a: usize, b: usize, c: usize, d: usize, ac: usize, bd: usize): void {
  add<Fq2>(s, a, b);
  add<Fq2>(t, c, d);
  mul<Fq2>(out, s, t);
  subTwo<Fq2>(out, out, ac, bd);
}

const n0: usize = memory.data(72, 4);
const n1: usize = memory.data(72, 4);
const n2: usize = memory.data(72, 4);

/** out = 1/a; 0 for 0. */
export function inverse6(out: usize, a: usize): void {
  const a1 = a + FQ2;
  const a2 = a + 2 * FQ2;
  normPart(n0, a, a, a1, a2);
  mul<Fq2>(s, a, a1);
  sqr<Fq2>(t, a2);
  timesXi(t, t);
  sub<Fq2>(n1, t, s);
  mul<Fq2>(s, a, a2);
  sqr<Fq2>(t, a1);
  sub<Fq2>(n2, t, s);
  mul<Fq2>(s, a2, n1);
  mul<Fq2>(t, a1, n2);
  add<Fq2>(s, s, t);
  timesXi(s, s);
  mul<Fq2>(t, a, n0);
  add<Fq2>(s, s, t);
  inverse<Fq2>(t, s);
  mul<Fq2>(out, n0, t);
  mul<Fq2>(out + FQ2, n1, t);
  mul<Fq2>(out + 2 * FQ2, n2, t);
  for (let i: usize = 0; i < FQ6; i += FQ2) canonical<Fq2>(out + i);
}

/** out = ab - ξcd */
function normPart(out: usize, a: usize, b: usize, c: usize, d: usize): void {
  mul<Fq2>(s, a, b);
  mul<Fq2>(t, c, d);
  timesXi(t, t);
  sub<Fq2>(out, s, t);
}
