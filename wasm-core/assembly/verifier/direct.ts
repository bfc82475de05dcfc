/** Each layer by itself over `input`, for tests: coefficients and coordinates of 32 bytes, canonical. */
import { clear, take } from '../curve/arena';
import { BAD_ARGUMENT, BAD_VALUE, fits, input, OK, output } from '../curve/buffers';
import { BYTES, pack, SIZE, unpack } from '../curve/limbs';
import { writePoint } from '../curve/records';
import * as fq from '../generated/leanFq';
import { phi, psi } from './endomorphisms';
import { Fq, Fq2, inverse, join, split } from './field';
import { finalExponentiation } from './finalExponentiation';
import { inverse6, mul6 } from './fq6';
import { cyclotomicSqr, frobenius12, inverse12, mul12, sqr12 } from './fq12';
import { PLACE } from './lines';
import { millerLoop, placesOf } from './miller';
import { COEFFICIENT, coefficientOf, multiplyAll } from './multiples';
import { POINT_OK, readPoint } from './readPoint';
import { openSteps } from './steps';
import { inSubgroup } from './walk';

const x: usize = memory.data(432, 4);
const y: usize = memory.data(432, 4);

const parts: usize = memory.data(72, 4);

/** Six elements of Fq2. */
function read(out: usize, from: usize): bool {
  for (let i = 0; i < 12; i++) {
    const part = parts + SIZE * (i & 1);
    if (!unpack(part, from + BYTES * i, fq.MODULUS)) return false;
    fq.mul(part, part, fq.FROM_PLAIN);
    fq.sub(part, part, fq.ZERO);
    if (i & 1) join(out + SIZE * (i - 1), parts);
  }
  return true;
}

/** Twelve coordinates in `output`. */
function write(from: usize): void {
  for (let i: usize = 0; i < 6; i++) {
    split(parts, from + 72 * i);
    writePoint<Fq>(output + 64 * i, parts);
  }
}

/** Of two elements of Fq12, or of Fq6 in their first halves. */
export function tower(operation: i32): i32 {
  if (!read(x, input) || !read(y, input + 12 * BYTES)) return BAD_VALUE;
  if (operation === 0) mul12(y, x, y);
  else if (operation === 1) sqr12(y, x);
  else if (operation === 2) inverse12(y, x);
  else if (operation === 3) frobenius12(y, x);
  else if (operation === 4) cyclotomicSqr(y, x);
  else if (operation === 5) finalExponentiation(y, x);
  else if (operation === 6) mul6(y, x, y);
  else if (operation === 7) inverse6(y, x);
  else if (operation === 8) inverse<Fq2>(y, x);
  else return BAD_ARGUMENT;
  write(y);
  return OK;
}

/** φ of a point of G1, or ψ of one of the twist. */
export function endomorphism(group: i32): i32 {
  if (group !== 1 && group !== 2) return BAD_ARGUMENT;
  const flaw = group === 1 ? readPoint<Fq>(x, input) : readPoint<Fq2>(x, input);
  if (flaw !== POINT_OK) return BAD_VALUE;
  if (group === 1) {
    phi(y, x);
    writePoint<Fq>(output, y);
  } else {
    psi(y, x);
    split(parts, y);
    writePoint<Fq>(output, parts);
    split(parts, y + 72);
    writePoint<Fq>(output + 2 * BYTES, parts);
  }
  return OK;
}

/** Random multiples of `count` points with their coefficients behind them, and the coefficients modulo r. */
export function multiples(count: i32): i32 {
  if (count < 1 || !fits(count, 3 * BYTES)) return BAD_ARGUMENT;
  clear();
  const points = take(72 * count);
  for (let i = 0; i < count; i++)
    if (readPoint<Fq>(points + 72 * i, input + 2 * BYTES * i) !== POINT_OK) return BAD_VALUE;
  const coefficients = input + 2 * BYTES * count;
  openSteps(8 * count);
  multiplyAll(points, coefficients, count);
  for (let i = 0; i < count; i++) {
    writePoint<Fq>(output + 3 * BYTES * i, points + 72 * i);
    coefficientOf(x, coefficients + COEFFICIENT * i);
    pack(output + 3 * BYTES * i + 2 * BYTES, x);
  }
  clear();
  return OK;
}

/**
 * The product of `count` pairings, a point of G1 and one of the twist each; then a byte a pair for whether the latter
 * is in the subgroup.
 */
export function pairings(count: i32): i32 {
  if (count < 1 || !fits(count, 6 * BYTES)) return BAD_ARGUMENT;
  clear();
  const points = take(72 * count);
  const twisted = take(144 * count);
  for (let i = 0; i < count; i++) {
    const at = input + 6 * BYTES * i;
    if (readPoint<Fq>(points + 72 * i, at) !== POINT_OK) return BAD_VALUE;
    if (readPoint<Fq2>(twisted + 144 * i, at + 2 * BYTES) !== POINT_OK) return BAD_VALUE;
  }
  const places = take(PLACE * count);
  placesOf(places, points, count);
  openSteps(count);
  millerLoop(y, count, places, twisted, 0, 0, 0);
  finalExponentiation(y, y);
  write(y);
  for (let i = 0; i < count; i++) store<u8>(output + 12 * BYTES + i, inSubgroup(i) ? 1 : 0);
  clear();
  return OK;
}
