/**
 * The batch's equation, with each proof's equation to the power of its coefficient rᵢ:
 *
 *   Π e(rᵢAᵢ, Bᵢ) = Π over keys of e(Σrᵢ·alpha, beta)·e(ΣrᵢLᵢ, gamma)·e(ΣrᵢCᵢ, delta)
 *
 * If one proof's equation fails, the batch's holds for one of the 2^128 values of its coefficient at most: all points
 * are of order r (the walk says so of Bᵢ, and G1 has no others), so the quotient of the two sides of its equation is
 * an element other than 1 of a group of order r, of which one power modulo r at most is what the others need; and the
 * coefficients are distinct modulo r (multiples.ts), uniform, and drawn after the proofs are given.
 */
import { isInfinity } from '../curve/affine';
import { mark, release, take } from '../curve/arena';
import { BYTES, pack, SIZE } from '../curve/limbs';
import { enlist, listedSize } from '../curve/pairs';
import { recordSize } from '../curve/records';
import * as fr from '../generated/leanFr';
import { msm } from '../prover/msm';
import { a, b, c, capacity, coefficients, count, keys, sumsOf } from './batch';
import { phi } from './endomorphisms';
import { Fq, negate } from './field';
import { finalExponentiation } from './finalExponentiation';
import { fixedBaseSum } from './fixedBaseSum';
import { isOne12, mul12 } from './fq12';
import { alphaOf, icOf, keyCount, linesOf, signalsOf } from './key';
import { PLACE } from './lines';
import { millerLoop, placesOf } from './miller';
import { COEFFICIENT, half, multiplyAll } from './multiples';
import { openSteps } from './steps';
import { twinMillerLoop } from './twinMiller';
import { multiplyTwins } from './twinMultiples';
import { twinInSubgroup } from './twinWalk';
import { inSubgroup } from './walk';

const POINT1: usize = 72;
const f: usize = memory.data(432, 4);
const product: usize = memory.data(432, 4);

let fixedPoints: usize = 0;
let fixedLines: usize = 0;
let fixedCount: i32 = 0;

/** Fewer proofs are not worth lanes that have to be filled, and a product of loops more. */
const FEW: i32 = 8;

/** After the equation: whether the point B of a proof is in G2. */
export function isInSubgroup(i: i32): bool {
  if (ASC_FEATURE_RELAXED_SIMD && count >= FEW) return twinInSubgroup(i);
  return inSubgroup(i);
}

export function equationHolds(): bool {
  openScalarSteps();
  fixedPoints = take(POINT1 * 3 * keyCount);
  fixedLines = take(4 * 3 * keyCount);
  fixedCount = 0;
  for (let key = 0; key < keyCount; key++) if (sumsOf(key) !== 0) addFixed(key);
  if (capacity > 1) multiplyPoints();
  const places = take(PLACE * count);
  placesOf(places, a, count);
  const fixedPlaces = take(PLACE * (fixedCount + 1));
  placesOf(fixedPlaces, fixedPoints, fixedCount);
  multiplyLoops(places, fixedPlaces);
  finalExponentiation(f, f);
  return isOne12(f);
}

/** Room for steps of single points: none where all go two at once. */
function openScalarSteps(): void {
  if (ASC_FEATURE_RELAXED_SIMD && count >= FEW) openSteps(0);
  else openSteps(8 * count);
}

/** A of each proof times its coefficient. */
function multiplyPoints(): void {
  if (ASC_FEATURE_RELAXED_SIMD && count >= FEW) {
    const before = mark();
    multiplyTwins(a, coefficients, count);
    release(before);
  } else multiplyAll(a, coefficients, count);
}

/** f = the product of all Miller loops. */
function multiplyLoops(places: usize, fixedPlaces: usize): void {
  if (ASC_FEATURE_RELAXED_SIMD && count >= FEW) {
    millerLoop(f, 0, 0, 0, fixedPlaces, fixedLines, fixedCount);
    twinMillerLoop(product, count, places, b);
    mul12(f, f, product);
  } else millerLoop(f, count, places, b, fixedPlaces, fixedLines, fixedCount);
}

/** The three pairs of a key. */
function addFixed(key: i32): void {
  const n = signalsOf(key) + 1;
  const scalars = take(BYTES * n);
  for (let i = 0; i < n; i++) pack(scalars + BYTES * i, sumsOf(key) + SIZE * i);
  const sum = fixedPoints + POINT1 * fixedCount;
  fixedBaseSum(sum, alphaOf(key), 1, scalars);
  closeFixed(linesOf(key, 0));
  fixedBaseSum(fixedPoints + POINT1 * fixedCount, icOf(key), n, scalars);
  closeFixed(linesOf(key, 1));
  sumOfC(fixedPoints + POINT1 * fixedCount, key);
  closeFixed(linesOf(key, 2));
}

/** The pair goes to the other side of the equation; one at infinity pairs to 1. */
function closeFixed(lines: usize): void {
  const point = fixedPoints + POINT1 * fixedCount;
  if (isInfinity<Fq>(point)) return;
  negate<Fq>(point + SIZE, point + SIZE);
  store<u32>(fixedLines + 4 * fixedCount, lines as u32);
  fixedCount++;
}

const scalar: usize = memory.data(36, 4);
const image: usize = memory.data(72, 4);

/** ΣrᵢCᵢ over the key's proofs: of Cᵢ and φ(Cᵢ), by scalars of 64 bits. */
function sumOfC(out: usize, key: i32): void {
  const records = take(2 * recordSize<Fq>() * count);
  const scalars = take(2 * BYTES * count);
  let filled = 0;
  for (let i = 0; i < count; i++) {
    if (load<u8>(keys + i) !== (key as u8)) continue;
    const record = records + recordSize<Fq>() * filled;
    enlist<Fq>(record, c + POINT1 * i);
    if (capacity === 1) {
      addScalar(record, scalars, filled++, fr.UNIT);
      continue;
    }
    half(scalar, load<u64>(coefficients + COEFFICIENT * i));
    addScalar(record, scalars, filled++, scalar);
    phi(image, c + POINT1 * i);
    enlist<Fq>(record + recordSize<Fq>(), image);
    half(scalar, load<u64>(coefficients + COEFFICIENT * i, 8));
    addScalar(record + recordSize<Fq>(), scalars, filled++, scalar);
  }
  msm<Fq>(out, records, filled, scalars);
}

function addScalar(record: usize, scalars: usize, number: i32, value: usize): void {
  store<u32>(record + listedSize<Fq>(), number);
  pack(scalars + BYTES * number, value);
}
