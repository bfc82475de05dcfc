/**
 * Transforms over Fr, two values at a time, that neither scale, turn nor permute.
 *
 * With g of order 2n, x^(2n) - 1 falls apart into halves: block B of layer L stands for polynomials modulo
 * x^(2n/2^L) - ζ with ζ = g^(2n/2^L·rev_L(B)), and x^2m - ζ² = (x^m - ζ)(x^m + ζ) are blocks 2B and 2B + 1 of the next
 * layer. Block 0 of layer 1 is x^n - 1, block 1 is x^n + 1. All square roots needed on the way down stand in one table:
 * that of block B is g^rev(B), whatever its layer. Values come out in the order of the blocks, bit-reversed.
 *
 * Vector i of a block of 2^log values has numbers i and i + 2^(log - 1) in its lanes, or number 0 alone.
 */
import { keep, mark, release, take } from '../curve/arena';
import { pack, SIZE } from '../curve/limbs';
import { gather, LIST, scatter, TWIN, unpackLane } from '../curve/twins';
import { mul, ONE, sub, TO_TWIN, ZERO } from '../generated/leanFr';
import * as r from '../generated/twinFr';
import { reversed, rootOfUnity } from './fft';

/** g^rev(B) for B below n, and the inverses for B below n/2. */
let down: usize = 0;
let up: usize = 0;

const bytes: usize = memory.data(32, 8);
const element: usize = memory.data(36, 4);
const vector: usize = memory.data(80, 16);

/** out, in both lanes = a lean element, near. */
export function fromLean(out: usize, a: usize): void {
  mul(element, a, TO_TWIN);
  asInteger(out, element);
}

/** out, in both lanes = the integer of a lean element below 1.2r, near. */
export function asInteger(out: usize, a: usize): void {
  sub(element, a, ZERO);
  pack(bytes, element);
  unpackLane(out, 0, bytes);
  unpackLane(out, 1, bytes);
  r.near(out, out);
}

/** Makes the roots for 2^log rows, which stay. */
export function prepareRoots(log: i32): void {
  const n = 1 << log;
  down = take(LIST * n);
  up = take(LIST * max(n >> 1, 1));
  keep();
  const before = mark();
  const powers = take(SIZE * 2 * n);
  const root = take(SIZE);
  rootOfUnity(root, log + 1);
  memory.copy(powers, ONE, SIZE);
  for (let i = 1; i < 2 * n; i++) mul(powers + SIZE * i, powers + SIZE * (i - 1), root);
  for (let block = 0; block < n; block++) {
    const exponent = reversed(block, log);
    fromLean(vector, powers + SIZE * exponent);
    scatter(down + LIST * block, vector, 0);
    if (2 * block >= max(n, 2)) continue;
    fromLean(vector, powers + SIZE * ((2 * n - exponent) & (2 * n - 1)));
    scatter(up + LIST * block, vector, 0);
  }
  release(before);
}

const roots: usize = memory.data(80, 16);
const first: usize = memory.data(80, 16);
const second: usize = memory.data(80, 16);
const product: usize = memory.data(80, 16);
const other: usize = memory.data(80, 16);

/** Coefficients modulo block's polynomial, near, to its values, in place and near. */
export function toValues(values: usize, log: i32, block: i32): void {
  if (log === 0) return;
  const vectors = 1 << (log - 1);
  gather(roots, down + LIST * block, down + LIST * block);
  for (let i = 0; i < vectors; i += 2) splitLanes(values + TWIN * i, vectors > 1);
  for (let layer = 1; layer < log; layer++) {
    const half: usize = vectors >> layer;
    const blocks = 1 << (layer - 1);
    // Three layers grow no limb beyond what a product takes.
    const isNear = layer % 3 === 2 || layer === log - 1;
    let u = values;
    for (let b = 0; b < blocks; b++) {
      const at = down + LIST * ((block << layer) + b);
      gather(roots, at, at + LIST * blocks);
      if (half === 1) {
        r.mul(product, u + TWIN, roots);
        addAndSubtract(u, u + TWIN, product, isNear);
        u += 2 * TWIN;
        continue;
      }
      for (let i: usize = 0; i < half; i += 2) {
        const v = u + TWIN * half;
        r.mulTwo(product, v, roots, other, v + TWIN, roots);
        addAndSubtract(u, v, product, isNear);
        addAndSubtract(u + TWIN, v + TWIN, other, isNear);
        u += 2 * TWIN;
      }
      u += TWIN * half;
    }
  }
}

/** u = u + x, v = u - x */
function addAndSubtract(u: usize, v: usize, x: usize, isNear: bool): void {
  if (isNear) {
    r.nearSub(v, u, x);
    r.nearAdd(u, u, x);
  } else {
    r.subLoose(v, u, x);
    r.addLoose(u, u, x);
  }
}

/** The first layer, whose pairs stand in the two lanes of a vector: two vectors at a time, or one and a half for nothing. */
function splitLanes(a: usize, two: bool): void {
  const b = two ? a + TWIN : other;
  exchangeLanes(first, second, a, b);
  r.mul(product, second, roots);
  addAndSubtract(first, second, product, true);
  exchangeLanes(a, b, first, second);
}

/** out0 = the first lanes of a and b, out1 = the second ones: its own inverse. */
function exchangeLanes(out0: usize, out1: usize, a: usize, b: usize): void {
  for (let at: usize = 0; at < TWIN; at += 16) {
    const x = v128.load(a + at);
    const y = v128.load(b + at);
    v128.store(out0 + at, v128.shuffle<i64>(x, y, 0, 2));
    v128.store(out1 + at, v128.shuffle<i64>(x, y, 1, 3));
  }
}

/** A block's values, near or products, to 2^log times its coefficients, in place and near; a single one stays. */
export function toCoefficients(values: usize, log: i32, block: i32): void {
  if (log === 0) return;
  const vectors = 1 << (log - 1);
  for (let layer = log - 1; layer > 0; layer--) {
    const half: usize = vectors >> layer;
    const blocks = 1 << (layer - 1);
    let u = values;
    for (let b = 0; b < blocks; b++) {
      const at = up + LIST * ((block << layer) + b);
      gather(roots, at, at + LIST * blocks);
      for (let i: usize = 0; i < half; i += 2) {
        const v = u + TWIN * half;
        r.subLoose(product, u, v);
        r.nearAdd(u, u, v);
        if (half === 1) {
          r.mul(v, product, roots);
          u += TWIN;
          break;
        }
        r.subLoose(other, u + TWIN, v + TWIN);
        r.nearAdd(u + TWIN, u + TWIN, v + TWIN);
        r.mulTwo(v, product, roots, v + TWIN, other, roots);
        u += 2 * TWIN;
      }
      u += TWIN * half;
    }
  }
  gather(roots, up + LIST * block, up + LIST * block);
  for (let i = 0; i < vectors; i += 2) mergeLanes(values + TWIN * i, vectors > 1);
}

function mergeLanes(a: usize, two: bool): void {
  const b = two ? a + TWIN : other;
  exchangeLanes(first, second, a, b);
  r.subLoose(product, first, second);
  r.nearAdd(first, first, second);
  r.mul(second, product, roots);
  r.near(second, second);
  exchangeLanes(a, b, first, second);
}

/** Everything that values were in. */
export function wipeTransforms(): void {
  memory.fill(first, 0, TWIN);
  memory.fill(second, 0, TWIN);
  memory.fill(product, 0, TWIN);
  memory.fill(other, 0, TWIN);
  memory.fill(vector, 0, TWIN);
  memory.fill(element, 0, SIZE);
  memory.fill(bytes, 0, 32);
}
