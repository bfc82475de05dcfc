/**
 * The power (q¹² - 1)/r times 2x(6x² + 3x + 1), which keeps the order r: Fuentes-Castañeda, Knapp, Rodríguez-Henríquez,
 * Faster Hashing to G2, section 5 (SAC 2011).
 */
import { X_DIGITS, X_LENGTH } from '../generated/pairing';
import { conjugate12, cyclotomicSqr, FQ12, frobenius12, inverse12, mul12 } from './fq12';

const base: usize = memory.data(432, 4);
const inverted: usize = memory.data(432, 4);
const y1: usize = memory.data(432, 4);
const y3: usize = memory.data(432, 4);
const y4: usize = memory.data(432, 4);
const y6: usize = memory.data(432, 4);
const y8: usize = memory.data(432, 4);

/** out = that power of a, which is not 0. */
export function finalExponentiation(out: usize, a: usize): void {
  inverse12(inverted, a);
  conjugate12(base, a);
  mul12(base, base, inverted);
  frobeniusTwice(y1, base);
  mul12(base, base, y1);

  powerMinusX(y1, base);
  cyclotomicSqr(y1, y1);
  cyclotomicSqr(y3, y1);
  mul12(y3, y3, y1);
  powerMinusX(y4, y3);
  cyclotomicSqr(y6, y4);
  powerMinusX(y6, y6);
  conjugate12(y3, y3);
  conjugate12(y6, y6);
  mul12(y8, y6, y4);
  mul12(y8, y8, y3);
  const y9 = y1;
  mul12(y9, y8, y1);
  mul12(y4, y8, y4);
  mul12(y4, y4, base);
  frobenius12(y3, y9);
  mul12(y4, y3, y4);
  frobeniusTwice(y8, y8);
  mul12(y4, y8, y4);
  conjugate12(base, base);
  mul12(y9, base, y9);
  frobenius12(y9, y9);
  frobeniusTwice(y9, y9);
  mul12(out, y9, y4);
}

function frobeniusTwice(out: usize, a: usize): void {
  frobenius12(out, a);
  frobenius12(out, out);
}

const power: usize = memory.data(432, 4);

/** result = a^-x, for a in the cyclotomic subgroup. */
function powerMinusX(result: usize, a: usize): void {
  memory.copy(power, a, FQ12);
  conjugate12(inverted, a);
  for (let i = 1; i < X_LENGTH; i++) {
    cyclotomicSqr(power, power);
    const digit = load<i8>(X_DIGITS + i);
    if (digit > 0) mul12(power, power, a);
    else if (digit < 0) mul12(power, power, inverted);
  }
  conjugate12(result, power);
}
