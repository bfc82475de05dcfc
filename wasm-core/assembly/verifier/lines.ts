/**
 * Lines of a Miller loop. At a point (x, y) of G1 the line is y - λx·w + (λx' - y')·w³ up to a factor of Fq, which the
 * final exponentiation removes; divided by y it is 1 + a·w + b·w³.
 */
import * as fq from '../generated/lean-fq';
import { add, Fq2, FQ } from '../prover/tower';
import { FQ2, timesXi } from './fq6';
import { FQ12, ofPower } from './fq12';

/** Of a prepared line, λ and λx' - y', and of what a point of G1 brings in, -x/y and 1/y. */
export const LINE: usize = 144;
export const PLACE: usize = 72;

const negative: usize = memory.data(72, 4);
const wrapped: usize = memory.data(216, 4);
const product: usize = memory.data(432, 4);
const line: usize = memory.data(144, 4);

/** f = f·line at `place`. Every coefficient is a sum of products with one reduction each. */
export function multiplyLine(f: usize, prepared: usize, place: usize): void {
  const a = line;
  const b = line + FQ2;
  fq.mul(a, prepared, place);
  fq.mul(a + FQ, prepared + FQ, place);
  fq.mul(b, prepared + FQ2, place + FQ);
  fq.mul(b + FQ, prepared + FQ2 + FQ, place + FQ);
  fq.sub(negative, fq.ZERO, a + FQ);
  fq.sub(negative + FQ, fq.ZERO, b + FQ);
  // Powers of w from 6 on come back times ξ.
  for (let i = 0; i < 3; i++) timesXi(wrapped + FQ2 * i, f + ofPower(3 + i));
  for (let i = 0; i < 6; i++) {
    const g = i === 0 ? wrapped + 2 * FQ2 : f + ofPower(i - 1);
    const h = i < 3 ? wrapped + FQ2 * i : f + ofPower(i - 3);
    const out = product + ofPower(i);
    fq.mulFour(out, a, g, negative, g + FQ, b, h, negative + FQ, h + FQ);
    fq.mulFour(out + FQ, a, g + FQ, a + FQ, g, b, h + FQ, b + FQ, h);
  }
  for (let at: usize = 0; at < FQ12; at += FQ2) add<Fq2>(f + at, f + at, product + at);
}
