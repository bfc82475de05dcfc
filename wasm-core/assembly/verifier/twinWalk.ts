/** The walk of walk.ts for many points, two in the lanes of a vector. */
import { take, takeVectors } from '../curve/arena';
import { negate, TWIN } from '../curve/twins';
import { DOUBLE, FIRST_FROBENIUS, MINUS, SECOND_FROBENIUS } from '../generated/pairing';
import { psi } from './endomorphisms';
import { add, equal, Fq2, isZero } from './field';
import { FQ2 } from './fq6';
import { getElement, putPoints, vectorsFor } from './twinPoints';
import { addTwins, doubleTwins } from './twinSteps';
import { kindOf } from './walk';

const POINT2: usize = 144;
/** Bytes of two points. */
const VECTOR2: usize = 4 * TWIN;

let vectors: i32 = 0;
/** Q, -Q, ψ(Q) and -ψ²(Q), which are added; ψ³(Q) as lean points, for the end. */
let origins: usize = 0;
let opposites: usize = 0;
let firsts: usize = 0;
let seconds: usize = 0;
let thirds: usize = 0;
export let walked: usize = 0;
let addends: usize = 0;
let flawed: usize = 0;

/** Starts from `n` points Q; `openTwinSteps` has made room. */
export function openTwinWalk(n: i32, from: usize): void {
  vectors = vectorsFor(n);
  const bytes = VECTOR2 * vectors;
  origins = takeVectors(bytes);
  opposites = takeVectors(bytes);
  firsts = takeVectors(bytes);
  seconds = takeVectors(bytes);
  walked = takeVectors(bytes);
  thirds = take(POINT2 * n);
  addends = take(4 * vectors);
  flawed = take(2 * vectors);
  memory.fill(flawed, 0, 2 * vectors);
  putPoints<Fq2>(origins, from, n);
  memory.copy(walked, origins, bytes);
  opposite(opposites, origins);
  memory.copy(thirds, from, POINT2 * n);
  map(n);
  putPoints<Fq2>(firsts, thirds, n);
  map(n);
  putPoints<Fq2>(seconds, thirds, n);
  opposite(seconds, seconds);
  map(n);
}

function map(n: i32): void {
  for (let i = 0; i < n; i++) psi(thirds + POINT2 * i, thirds + POINT2 * i);
}

function opposite(out: usize, points: usize): void {
  for (let at: usize = 0; at < VECTOR2 * vectors; at += VECTOR2) {
    if (out !== points) memory.copy(out + at, points + at, 2 * TWIN);
    negate(out + at + 2 * TWIN, points + at + 2 * TWIN);
    negate(out + at + 3 * TWIN, points + at + 3 * TWIN);
  }
}

export function walkTwins(step: i32): void {
  const kind = kindOf(step);
  if (kind === DOUBLE) {
    doubleTwins<Fq2>(walked, vectors, flawed);
    return;
  }
  let from = origins;
  if (kind === MINUS) from = opposites;
  else if (kind === FIRST_FROBENIUS) from = firsts;
  else if (kind === SECOND_FROBENIUS) from = seconds;
  for (let k = 0; k < vectors; k++) store<u32>(addends + 4 * k, (from + VECTOR2 * k) as u32);
  addTwins<Fq2>(walked, addends, vectors, flawed);
}

const x: usize = memory.data(72, 8);
const y: usize = memory.data(72, 8);

/** As walk.ts's, after the last step. */
export function twinInSubgroup(i: i32): bool {
  if (load<u8>(flawed + i) !== 0) return false;
  const point = walked + VECTOR2 * (i >> 1);
  const third = thirds + POINT2 * i;
  getElement<Fq2>(x, point, i & 1);
  if (!equal<Fq2>(x, third)) return false;
  getElement<Fq2>(y, point + 2 * TWIN, i & 1);
  add<Fq2>(y, y, third + FQ2);
  return isZero<Fq2>(y);
}
