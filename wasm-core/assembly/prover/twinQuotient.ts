/**
 * From a witness to the scalars of the points H: the values of A·B - C on the odd coset, two at a time.
 *
 * Of n rows share t of T has those that are t modulo T: the values of block rev(t) of T below x^n - 1 (see
 * twinTransforms.ts). Their coefficients modulo x^m - ζ_t, m = n/T, are all that the others need of them: those of the
 * whole polynomial modulo x^m - η_s, whose values are what share s needs on the coset, are
 *   1/T · sum over t of K(s, t)·F_t,   K(s, t) = sum over q below T of (η_s/ζ_t)^q.
 */
import { mark, release, take, takeVectors } from '../curve/arena';
import { BYTES, pack, SIZE } from '../curve/limbs';
import { negate, packLane, TWIN, unpackLane } from '../curve/twins';
import { add, mul, ONE, UNIT, ZERO } from '../generated/leanFr';
import * as r from '../generated/twinFr';
import { reversed, rootOfUnity } from './fft';
import { log } from './key';
import { evaluateRows, wipeRows } from './rows';
import { share, shares, sharesLog } from './share';
import { asInteger, fromLean, toCoefficients, toValues, wipeTransforms } from './twinTransforms';

/** Of A, B and C. */
const MATRICES: usize = 3;
/** By 2^510 the Montgomery steps of two products divide: of A by B, and of that by its factor. */
const STEPS: i32 = 510;

let transforms: usize = 0;

/** Vectors of a share's values of one matrix. */
function vectors(): i32 {
  return max((1 << (log - sharesLog)) >> 1, 1);
}

/** Bytes of one share's coefficients. */
export function transformsSize(): usize {
  return MATRICES * TWIN * vectors();
}

export function transformsOf(index: i32): usize {
  return transforms + transformsSize() * index;
}

export function beginQuotient(): void {
  transforms = takeVectors(transformsSize() * shares());
}

const bytes: usize = memory.data(32, 8);

/** This share's coefficients of A·w, B·w and C·w = (A·w)(B·w), times m. */
export function transformRows(witness: usize): void {
  const before = mark();
  const n = 1 << (log - sharesLog);
  const rows = take(2 * SIZE * n);
  evaluateRows(rows, witness, n);
  const own = transformsOf(share);
  const size = TWIN * vectors();
  for (let i = 0; i < n; i++) {
    const row = reversed(i, log - sharesLog);
    const to = i < vectors() ? TWIN * i : TWIN * (i - vectors()) + 8;
    readRow(own + to, rows + SIZE * row);
    readRow(own + size + to, rows + SIZE * (n + row));
  }
  for (let i = 0; i < vectors(); i++) {
    const a = own + TWIN * i;
    r.near(a, a);
    r.near(a + size, a + size);
    r.mul(a + 2 * size, a, a + size);
  }
  const block = reversed(share, sharesLog);
  for (let i: usize = 0; i < MATRICES; i++) toCoefficients(own + size * i, log - sharesLog, block);
  release(before);
}

function readRow(out: usize, row: usize): void {
  pack(bytes, row);
  unpackLane(out, 0, bytes);
}

const factorAB: usize = memory.data(80, 16);
const factorC: usize = memory.data(80, 16);
const product: usize = memory.data(80, 16);
const scalar: usize = memory.data(36, 4);

/** The scalars that are this share's, of 2^log in all; the others stay unwritten. */
export function quotientScalars(): usize {
  const scalars = take(BYTES << log);
  const before = mark();
  const size = TWIN * vectors();
  const values = takeVectors(MATRICES * size);
  const block = shares() + reversed(share, sharesLog);
  join(values);
  for (let i: usize = 0; i < MATRICES; i++) toValues(values + size * i, log - sharesLog, block);
  powerOfTwo(factorAB, STEPS - 2 * log);
  powerOfTwo(factorC, STEPS - log);
  negate(factorC, factorC);
  const n = 1 << (log - sharesLog);
  for (let i = 0; i < vectors(); i++) {
    const a = values + TWIN * i;
    r.mul(product, a, a + size);
    r.mulPair(product, product, factorAB, a + 2 * size, factorC);
    r.near(product, product);
    for (let lane = 0; lane < 2; lane++) {
      const at = i + lane * vectors();
      if (at >= n) break;
      const row = (reversed(at, log - sharesLog) << sharesLog) + share;
      packLane(scalars + BYTES * row, product, lane, r.MODULUS);
    }
  }
  release(before);
  return scalars;
}

/** out = 2^exponent, as an integer. */
function powerOfTwo(out: usize, exponent: i32): void {
  memory.copy(scalar, UNIT, SIZE);
  for (let i = 0; i < exponent; i++) add(scalar, scalar, scalar);
  asInteger(out, scalar);
}

const root: usize = memory.data(36, 4);
const ratio: usize = memory.data(36, 4);
const power: usize = memory.data(36, 4);
const factor: usize = memory.data(36, 4);
const factors: usize = memory.data(8 * 80, 16);

/** values = the polynomials modulo this share's x^m - η, times n, from the coefficients of all shares. */
function join(values: usize): void {
  if (shares() === 1) {
    memory.copy(values, transforms, transformsSize());
    return;
  }
  for (let t = 0; t < shares(); t++) weightOf(factors + TWIN * t, t);
  const end = values + transformsSize();
  for (let at: usize = 0; values + at < end; at += TWIN) {
    const to = values + at;
    r.mulPair(to, transformsOf(0) + at, factors, transformsOf(1) + at, factors + TWIN);
    for (let t = 2; t < shares(); t += 2) {
      const next = factors + TWIN * t;
      r.mulPair(product, transformsOf(t) + at, next, transformsOf(t + 1) + at, next + TWIN);
      r.addLoose(to, to, product);
    }
    r.near(to, to);
  }
}

/** out = K(share, t). */
function weightOf(out: usize, t: i32): void {
  // η_s/ζ_t = g^(2m·(rev(T + rev(s)) - rev(rev(t)))) in layer 1 + log T: w^(m·…), w of order 2n, in units of 2T.
  rootOfUnity(root, sharesLog + 1);
  const exponent = (2 * share + 1 - 2 * t) & (2 * shares() - 1);
  memory.copy(ratio, ONE, SIZE);
  for (let i = 0; i < exponent; i++) mul(ratio, ratio, root);
  memory.copy(power, ONE, SIZE);
  memory.copy(factor, ZERO, SIZE);
  for (let q = 0; q < shares(); q++) {
    add(factor, factor, power);
    mul(power, power, ratio);
  }
  fromLean(out, factor);
}

export function wipeQuotient(): void {
  memory.fill(product, 0, TWIN);
  memory.fill(bytes, 0, BYTES);
  wipeRows();
  wipeTransforms();
}
