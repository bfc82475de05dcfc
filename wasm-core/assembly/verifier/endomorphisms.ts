/** Maps that multiply points of prime order by an eigenvalue at the price of a product or two. */
import { CUBE_ROOT, FROBENIUS } from '../generated/pairing';
import { canonical, conjugate, FQ, Fq, Fq2, mul } from './field';
import { FQ2 } from './fq6';

/** On G1: (βx, y), the multiple by a cube root of 1. */
export function phi(out: usize, a: usize): void {
  mul<Fq>(out, a, CUBE_ROOT);
  canonical<Fq>(out);
  memory.copy(out + FQ, a + FQ, FQ);
}

/** On the twist: Frobenius seen through the isomorphism with the curve over Fq12; on G2, the multiple by q. */
export function psi(out: usize, a: usize): void {
  conjugate(out, a);
  mul<Fq2>(out, out, FROBENIUS + 2 * FQ2);
  canonical<Fq2>(out);
  conjugate(out + FQ2, a + FQ2);
  mul<Fq2>(out + FQ2, out + FQ2, FROBENIUS + 3 * FQ2);
  canonical<Fq2>(out + FQ2);
}
