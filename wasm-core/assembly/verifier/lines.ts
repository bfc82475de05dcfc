/**
 * Lines of a Miller loop. At a point (x, y) of G1 the line is y - λx·w + (λx' - y')·w³ up to a factor of Fq, which the
 * final exponentiation removes; divided by y it is 1 + a·w + b·w³.
 */
import { mulTwo, scale, timesXi, turn } from '../generated/quadraticFq';
import { add, FQ, Fq2 } from './field';
import { FQ2 } from './fq6';
import { FQ12, ofPower } from './fq12';

/** Of a prepared line, λ and λx' - y', and of what a point of G1 brings in, -x/y and 1/y. */
export const LINE: usize = 144;
export const PLACE: usize = 72;

const turned: usize = memory.data(144, 8);
const wrapped: usize = memory.data(216, 4);
const product: usize = memory.data(432, 4);
const line: usize = memory.data(144, 4);

/** f = f·line at `place`. Every coefficient is a sum of products with one reduction each. */
export function multiplyLine(f: usize, prepared: usize, place: usize): void {
  const a = line;
  const b = line + FQ2;
  scale(a, prepared, place);
  scale(b, prepared + FQ2, place + FQ);
  turn(turned, a);
  turn(turned + FQ2, b);
  // Powers of w from 6 on come back times ξ.
  for (let i = 0; i < 3; i++) timesXi(wrapped + FQ2 * i, f + ofPower(3 + i));
  for (let i = 0; i < 6; i++) {
    const g = i === 0 ? wrapped + 2 * FQ2 : f + ofPower(i - 1);
    const h = i < 3 ? wrapped + FQ2 * i : f + ofPower(i - 3);
    mulTwo(product + ofPower(i), a, turned, g, b, turned + FQ2, h);
  }
  for (let at: usize = 0; at < FQ12; at += FQ2) add<Fq2>(f + at, f + at, product + at);
}
