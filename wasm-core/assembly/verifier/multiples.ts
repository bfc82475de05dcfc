/**
 * Random multiples of points of G1. A coefficient is r₁ + λr₂, λ the eigenvalue of φ, r₁ and r₂ odd and below 2^64 in
 * size: 2^128 pairs. For a nonzero (a, b) of small integers a + λb is not 0 modulo r, or r would divide the norm
 * a² - ab + b² (λ² + λ + 1 = 0), which is below 3·2^130 here: so the coefficients are distinct modulo r and not 0,
 * and no addition below meets a point with itself or its negative. The 64 bits k of the caller stand for
 * 2k + 1 - 2^64, whose 32 digits in base 4 are ±1 and ±3: none is zero, so that all points take the same steps.
 */
import { copyPoint, NEGATED } from '../curve/affine';
import { take } from '../curve/arena';
import { SIZE } from '../curve/limbs';
import * as fr from '../generated/leanFr';
import { EIGENVALUE } from '../generated/pairing';
import { phi } from './endomorphisms';
import { Fq } from './field';
import { addAll, doubleAll } from './steps';

const POINT1: usize = 72;
/** Bytes of a coefficient: the bits of r₁ and r₂. */
export const COEFFICIENT: usize = 16;
export const DIGITS: i32 = 32;
/** Of each point: ±P ± φ(P), with factors 1 and 3, up to sign. */
export const TABLE: i32 = 8;

/** Turns n points P into their multiples. `openSteps` has made room for eight times as many. */
export function multiplyAll(points: usize, coefficients: usize, n: i32): void {
  const table = tableOf(points, n);
  const addends = take(4 * n);
  const flawed = take(n);
  for (let digit = DIGITS - 1; digit >= 0; digit--) {
    for (let i = 0; i < n; i++) {
      const entry = entryOf(coefficients + COEFFICIENT * i, digit);
      const point = table + POINT1 * ((entry >> 1) * n + i);
      store<u32>(addends + 4 * i, (point | (entry & 1 ? NEGATED : 0)) as u32);
    }
    if (digit === DIGITS - 1) copyAll(points, addends, n);
    else {
      doubleAll<Fq>(points, n, flawed);
      doubleAll<Fq>(points, n, flawed);
      addAll<Fq>(points, addends, n, flawed);
    }
  }
}

/** Eight blocks of n points: first factor 1, then 3, with the second factor -3, -1, 1, 3. */
function tableOf(points: usize, n: i32): usize {
  const table = take(POINT1 * TABLE * n);
  const images = take(POINT1 * 2 * n);
  const addends = take(4 * TABLE * n);
  const flawed = take(TABLE * n);
  const triples = table + POINT1 * 4 * n;
  memory.copy(triples, points, POINT1 * n);
  doubleAll<Fq>(triples, n, flawed);
  for (let i = 0; i < n; i++) store<u32>(addends + 4 * i, (points + POINT1 * i) as u32);
  addAll<Fq>(triples, addends, n, flawed);
  for (let i = 0; i < n; i++) {
    phi(images + POINT1 * i, points + POINT1 * i);
    phi(images + POINT1 * (n + i), triples + POINT1 * i);
  }
  for (let block = 0; block < TABLE; block++) {
    if (block !== 4) memory.copy(table + POINT1 * block * n, block < 4 ? points : triples, POINT1 * n);
    const second = 2 * (block & 3) - 3;
    const from = abs(second) === 3 ? n : 0;
    const sign = second < 0 ? NEGATED : 0;
    for (let i = 0; i < n; i++)
      store<u32>(addends + 4 * (block * n + i), ((images + POINT1 * (from + i)) | sign) as u32);
  }
  addAll<Fq>(table, addends, TABLE * n, flawed);
  return table;
}

/** The table's block for the digits of r₁ and r₂ there, times two, and 1 if its point is to be negated. */
export function entryOf(coefficient: usize, digit: i32): i32 {
  let first = 2 * (((load<u64>(coefficient) >> (2 * digit)) & 3) as i32) - 3;
  let second = 2 * (((load<u64>(coefficient, 8) >> (2 * digit)) & 3) as i32) - 3;
  const sign = first < 0 ? 1 : 0;
  if (first < 0) {
    first = -first;
    second = -second;
  }
  const block = (first === 3 ? 4 : 0) + ((second + 3) >> 1);
  return (block << 1) | sign;
}

const MASK: u64 = (1 << 29) - 1;
const top: usize = memory.data(36, 4);

/** out = 2k + 1 - 2^64 modulo r, plain. */
export function half(out: usize, k: u64): void {
  limbsOf(top, u64.MAX_VALUE);
  limbsOf(out, k);
  fr.add(out, out, out);
  fr.sub(out, out, top);
}

/** out = r₁ + λr₂ modulo r, plain. */
export function coefficientOf(out: usize, coefficient: usize): void {
  half(out, load<u64>(coefficient, 8));
  fr.mul(out, out, EIGENVALUE);
  half(first, load<u64>(coefficient));
  fr.add(out, out, first);
}

const first: usize = memory.data(36, 4);

function limbsOf(out: usize, x: u64): void {
  memory.fill(out, 0, SIZE);
  store<u32>(out, (x & MASK) as u32);
  store<u32>(out, ((x >> 29) & MASK) as u32, 4);
  store<u32>(out, (x >> 58) as u32, 8);
}

function copyAll(points: usize, addends: usize, n: i32): void {
  for (let i = 0; i < n; i++) copyPoint<Fq>(points + POINT1 * i, load<u32>(addends + 4 * i));
}
