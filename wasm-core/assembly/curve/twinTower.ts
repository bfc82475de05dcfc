/**
 * The coordinates' fields for two elements at once, as tower.ts has them for one: an element of Fq2 is two of Fq one
 * behind the other. Two vectors go in turns, since the processor fills one's waits with the other.
 */
import * as fq from '../generated/leanFq';
import * as q from '../generated/twinFq';
import { BYTES, pack, unpack } from './limbs';
import { canonical, FQ, inverse, inversePublic, isZero, mul as leanMul, size } from './tower';
import { LIST, negate, packLane, TWIN, unpackLane } from './twins';

/** Parts of an element. */
export function parts<F>(): usize {
  return size<F>() / FQ;
}

/** Bytes of an element in a list, and of two in lanes. */
export function listed<F>(): usize {
  return LIST * parts<F>();
}

export function twin<F>(): usize {
  return TWIN * parts<F>();
}

const negated: usize = memory.data(2 * 80, 16);
const real: usize = memory.data(2 * 80, 16);

/** outA = aA·bA, outB = aB·bB; a may be loose. */
export function mulTwo<F>(outA: usize, aA: usize, bA: usize, outB: usize, aB: usize, bB: usize): void {
  if (parts<F>() === 1) {
    q.mulTwo(outA, aA, bA, outB, aB, bB);
    return;
  }
  negate(negated, bA + TWIN);
  negate(negated + TWIN, bB + TWIN);
  q.mulPairTwo(real, aA, bA, aA + TWIN, negated, real + TWIN, aB, bB, aB + TWIN, negated + TWIN);
  q.mulPairTwo(outA + TWIN, aA, bA + TWIN, aA + TWIN, bA, outB + TWIN, aB, bB + TWIN, aB + TWIN, bB);
  memory.copy(outA, real, TWIN);
  memory.copy(outB, real + TWIN, TWIN);
}

/** outA = aA², outB = aB²; neither out is an operand. */
export function sqrTwo<F>(outA: usize, aA: usize, outB: usize, aB: usize): void {
  if (parts<F>() === 1) {
    q.sqrTwo(outA, aA, outB, aB);
    return;
  }
  const sum = negated;
  q.nearAdd(sum, aA, aA + TWIN);
  q.nearAdd(sum + TWIN, aB, aB + TWIN);
  q.subLoose(real, aA, aA + TWIN);
  q.subLoose(real + TWIN, aB, aB + TWIN);
  q.mulTwo(outA, sum, real, outB, sum + TWIN, real + TWIN);
  q.addLoose(sum, aA, aA);
  q.addLoose(sum + TWIN, aB, aB);
  q.mulTwo(outA + TWIN, sum, aA + TWIN, outB + TWIN, sum + TWIN, aB + TWIN);
}

/** Two slopes, of which those in Fq2 have to be near for what follows. */
export function nearSlopes<F>(a: usize): void {
  if (parts<F>() === 1) return;
  for (let at: usize = 0; at < 2 * twin<F>(); at += TWIN) q.near(a + at, a + at);
}

export function setOne<F>(out: usize): void {
  memory.copy(out, q.ONE, TWIN);
  if (parts<F>() === 2) memory.fill(out + TWIN, 0, TWIN);
}

const ends: usize = memory.data(2 * 160, 16);
const lanes: usize = memory.data(3 * 72, 4);

/**
 * out = the inverses of the two vectors at `last`, by one inversion; false where an element is 0. What is secret takes
 * the same steps whatever it is.
 */
export function invertEnds<F>(out: usize, last: usize, secret: bool): bool {
  const n = twin<F>();
  const s = size<F>();
  mulTwo<F>(ends, last, last + n, ends + n, last, last + n);
  for (let at: usize = 0; at < n; at += TWIN) q.near(ends + at, ends + at);
  readLane<F>(lanes, ends, 0);
  readLane<F>(lanes + s, ends, 1);
  const both = lanes + 2 * s;
  leanMul<F>(both, lanes, lanes + s);
  canonical<F>(both);
  if (isZero<F>(both)) return false;
  if (secret) inverse<F>(both, both);
  else inversePublic<F>(both, both);
  // Each lane's inverse is that of both times the other one.
  leanMul<F>(lanes, lanes, both);
  leanMul<F>(lanes + s, lanes + s, both);
  writeLane<F>(ends, 0, lanes + s);
  writeLane<F>(ends, 1, lanes);
  mulTwo<F>(out, last + n, ends, out + n, last, ends);
  return true;
}

const bytes: usize = memory.data(32, 8);
const element: usize = memory.data(36, 4);

/** out, in limbs of 29 bits = a near lane, below 1.2q. */
export function readLane<F>(out: usize, a: usize, lane: usize): void {
  for (let part: usize = 0; part < parts<F>(); part++) {
    packLane(bytes, a + TWIN * part, lane, q.MODULUS);
    unpack(out + FQ * part, bytes, fq.MODULUS);
    fq.mul(out + FQ * part, out + FQ * part, fq.FROM_TWIN);
  }
}

/** Inverse of `readLane`, but for nearness: limbs are of up to 51 bits. */
export function writeLane<F>(out: usize, lane: usize, a: usize): void {
  for (let part: usize = 0; part < parts<F>(); part++) {
    fq.mul(element, a + FQ * part, fq.TO_TWIN);
    fq.sub(element, element, fq.ZERO);
    pack(bytes, element);
    unpackLane(out + TWIN * part, lane, bytes);
  }
}

/** Wipes what elements in lanes have left. */
export function wipeTower(): void {
  memory.fill(negated, 0, 160);
  memory.fill(real, 0, 160);
  memory.fill(ends, 0, 320);
  memory.fill(lanes, 0, 216);
  memory.fill(bytes, 0, BYTES);
  memory.fill(element, 0, FQ);
}
