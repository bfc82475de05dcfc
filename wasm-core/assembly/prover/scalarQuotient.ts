/**
 * From a witness to the scalars of the points H: the values of A·B - C on the odd coset.
 *
 * With n rows, T shares, m = n/T, w of order n and g of order 2n, share t transforms its own rows v[Ti + t]:
 *   F_t[j] = sum over i of v[Ti + t]·w^(-Tij),   G_t[j] = F_t[j]·(g·w^(-t))^j / n   (j below m).
 * The coefficients on the coset are c[j + qm] = g^(qm)·sum over t of w^(-tqm)·G_t[j]. Share s needs their
 * transform at Ti + s only, which is that of
 *   w^(sj)·sum over t of K(s - t)·G_t[j],   K(d) = sum over q below T of (g·w^d)^(qm).
 */
import { mark, release, take } from '../curve/arena';
import { BYTES, pack, SIZE } from '../curve/limbs';
import { add, FROM_PLAIN, HALF, mul, ONE, sub, UNIT, ZERO } from '../generated/leanFr';
import { powers, rootOfUnity, roots, transform, turn, wipeTransform } from './fft';
import { log } from './key';
import { evaluateRows, wipeRows } from './rows';
import { share, shares, sharesLog } from './share';

/** Of A, B and C. */
const MATRICES: usize = 3;

let transforms: usize = 0;
const ratio: usize = memory.data(36, 4);
const factor: usize = memory.data(36, 4);
const power: usize = memory.data(36, 4);
const product: usize = memory.data(36, 4);
const other: usize = memory.data(36, 4);

/** Bytes of one share's transforms. */
export function transformsSize(): usize {
  return (MATRICES * SIZE) << (log - sharesLog);
}

/** Where a share's G of A, B and C stand one after the other. */
export function transformsOf(index: i32): usize {
  return transforms + transformsSize() * index;
}

/** Room for the transforms of all shares. */
export function beginQuotient(): void {
  transforms = take(transformsSize() * shares());
}

/** This share's G. */
export function transformRows(witness: usize): void {
  const before = mark();
  const rowsLog = log - sharesLog;
  const own = transformsOf(share);
  const n: usize = 1 << rowsLog;
  evaluateRows(own, witness, n);
  for (let i: usize = 0; i < n; i++) mul(own + SIZE * (2 * n + i), own + SIZE * i, own + SIZE * (n + i));
  const table = roots(rowsLog);
  // Rows are plain: A and B take Montgomery form here, and C, that of their products, becomes plain.
  memory.copy(factor, FROM_PLAIN, SIZE);
  for (let i = 0; i < log; i++) mul(factor, factor, HALF);
  rootPower(ratio, log, -share);
  rootOfUnity(other, log + 1);
  mul(ratio, ratio, other);
  const factors = powers(factor, ratio, 1 << rowsLog);
  for (let i: usize = 0; i < MATRICES; i++) {
    const values = own + ((SIZE * i) << rowsLog);
    transform(values, rowsLog, table);
    turn(values, rowsLog, factors);
  }
  release(before);
}

/** The scalars that are this share's, of 2^log in all; the others stay unwritten. */
export function quotientScalars(): usize {
  const scalars = take(BYTES << log);
  const before = mark();
  const rowsLog = log - sharesLog;
  const n: usize = 1 << rowsLog;
  const values = take(MATRICES * SIZE * n);
  memory.fill(values, 0, MATRICES * SIZE * n);
  for (let t = 0; t < shares(); t++) join(values, t, n);
  const table = roots(rowsLog);
  for (let i: usize = 0; i < MATRICES; i++) transform(values + SIZE * n * i, rowsLog, table);
  for (let i: usize = 0; i < n; i++) {
    const at = values + SIZE * i;
    mul(product, at, at + SIZE * n);
    mul(product, product, UNIT);
    mul(other, at + 2 * SIZE * n, ONE);
    sub(product, product, other);
    pack(scalars + BYTES * ((i << sharesLog) + share), product);
  }
  release(before);
  return scalars;
}

/** values[j] += w^(sj)·K(s - t)·G_t[j]. */
function join(values: usize, t: i32, n: usize): void {
  const before = mark();
  rootOfUnity(other, log + 1);
  rootPower(ratio, log, share - t);
  mul(ratio, ratio, other);
  for (let i = 0; i < log - sharesLog; i++) mul(ratio, ratio, ratio);
  memory.copy(factor, ZERO, SIZE);
  memory.copy(power, ONE, SIZE);
  for (let q = 0; q < shares(); q++) {
    add(factor, factor, power);
    mul(power, power, ratio);
  }
  rootPower(ratio, log, share);
  const table = powers(factor, ratio, n as i32);
  const from = transformsOf(t);
  for (let i: usize = 0; i < MATRICES; i++) {
    for (let j: usize = 0; j < n; j++) {
      const to = values + SIZE * (n * i + j);
      mul(product, from + SIZE * (n * i + j), table + SIZE * j);
      add(to, to, product);
    }
  }
  release(before);
}

/** out = w^exponent for the root w of order 2^order. */
function rootPower(out: usize, order: i32, exponent: i32): void {
  rootOfUnity(power, order);
  memory.copy(out, ONE, SIZE);
  for (let left = exponent & ((1 << order) - 1); left > 0; left >>= 1) {
    if (left & 1) mul(out, out, power);
    mul(power, power, power);
  }
}

export function wipeQuotient(): void {
  memory.fill(product, 0, SIZE);
  memory.fill(other, 0, SIZE);
  wipeRows();
  wipeTransform();
}
