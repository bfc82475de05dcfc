/**
 * The Miller loop of many pairs, two at a time: lanes have a product each, over half of the pairs. In f the coefficient
 * of w^i stands at i, near.
 */
import { takeVectors } from '../curve/arena';
import { negate, TWIN } from '../curve/twins';
import { mulTwo as mulIn } from '../curve/twinTower';
import { DOUBLE, STEP_COUNT } from '../generated/pairing';
import * as q from '../generated/twinFq';
import { FQ, Fq, Fq2 } from './field';
import { FQ12, mul12, ofPower } from './fq12';
import { PLACE } from './lines';
import { getElement, putElement, vectorsFor } from './twinPoints';
import { openTwinSteps, twinSlopes } from './twinSteps';
import { openTwinWalk, walked, walkTwins } from './twinWalk';
import { kindOf } from './walk';

/** Bytes of two elements of Fq2, and of Fq12. */
const E2: usize = 2 * TWIN;
const E12: usize = 12 * TWIN;

const f: usize = memory.data(12 * 80, 16);
const turned: usize = memory.data(12 * 80, 16);
const result: usize = memory.data(12 * 80, 16);
const lanes: usize = memory.data(2 * 432, 8);

/** out, of Fq12 = the product of the Miller loops of n pairs: places of points in G1, points of the twist. */
export function twinMillerLoop(out: usize, n: i32, places: usize, twisted: usize): void {
  const vectors = vectorsFor(n);
  openTwinSteps(vectors);
  openTwinWalk(n, twisted);
  const twinPlaces = putPlaces(places, n);
  memory.fill(f, 0, E12);
  memory.copy(f, q.ONE, TWIN);
  for (let step = 0; step < STEP_COUNT; step++) {
    if (kindOf(step) === DOUBLE && step > 0) square();
    walkTwins(step);
    for (let k = 0; k < vectors; k++) multiplyLine(k, twinPlaces + E2 * k);
  }
  for (let lane = 0; lane < 2; lane++)
    for (let i = 0; i < 6; i++) getElement<Fq2>(lanes + FQ12 * lane + ofPower(i), f + E2 * i, lane);
  mul12(out, lanes, lanes + FQ12);
}

/** -x/y and 1/y of each point; what fills up gets zeros, of which lines become 1. */
function putPlaces(places: usize, n: i32): usize {
  const vectors = vectorsFor(n);
  const out = takeVectors(E2 * vectors);
  memory.fill(out, 0, E2 * vectors);
  for (let i = 0; i < n; i++)
    for (let part: usize = 0; part < 2; part++)
      putElement<Fq>(out + E2 * (i >> 1) + TWIN * part, i & 1, places + PLACE * i + FQ * part);
  for (let at: usize = 0; at < E2 * vectors; at += TWIN) q.near(out + at, out + at);
  return out;
}

/** The line's coefficients of w and w³, and their imaginary parts' negatives behind each. */
const a: usize = memory.data(3 * 80, 16);
const b: usize = memory.data(3 * 80, 16);
const constant: usize = memory.data(2 * 160, 16);

/** f = f·(1 + a·w + b·w³), the line of vector k's last step at its places. */
function multiplyLine(k: i32, place: usize): void {
  const slope = twinSlopes + E2 * k;
  const point = walked + 2 * E2 * k;
  // The new point's reflection (x, -y) is on it.
  q.mulPairTwo(
    constant,
    slope,
    point,
    slope + TWIN,
    negated(point + TWIN),
    constant + TWIN,
    slope,
    point + TWIN,
    slope + TWIN,
    point,
  );
  q.nearAdd(constant, constant, point + E2);
  q.nearAdd(constant + TWIN, constant + TWIN, point + E2 + TWIN);
  q.mulTwo(a, slope, place, a + TWIN, slope + TWIN, place);
  q.mulTwo(b, constant, place + TWIN, b + TWIN, constant + TWIN, place + TWIN);
  negate(a + E2, a + TWIN);
  negate(b + E2, b + TWIN);
  // Powers of w from 6 on come back times ξ.
  for (let i: usize = 3; i < 6; i++) timesXi(turned + E2 * i, f + E2 * i);
  for (let i: usize = 0; i < 6; i++) {
    const g = i === 0 ? turned + 5 * E2 : f + E2 * (i - 1);
    const h = i < 3 ? turned + E2 * (i + 3) : f + E2 * (i - 3);
    const to = result + E2 * i;
    q.mulFourTwo(
      to,
      a,
      g,
      a + E2,
      g + TWIN,
      b,
      h,
      b + E2,
      h + TWIN,
      to + TWIN,
      a,
      g + TWIN,
      a + TWIN,
      g,
      b,
      h + TWIN,
      b + TWIN,
      h,
    );
  }
  for (let at: usize = 0; at < E12; at += TWIN) q.nearAdd(f + at, f + at, result + at);
}

const opposite: usize = memory.data(80, 16);

function negated(x: usize): usize {
  negate(opposite, x);
  return opposite;
}

/** out = (9 + u)·x, near. */
function timesXi(out: usize, x: usize): void {
  q.nineMinus(out, x, x + TWIN);
  q.ninePlus(out + TWIN, x + TWIN, x);
}

/** f = f², coefficient by coefficient: once a step, whatever the number of pairs. */
function square(): void {
  for (let i: usize = 0; i < 6; i++) timesXi(turned + E2 * i, f + E2 * i);
  for (let i: usize = 0; i < 6; i++) {
    const to = result + E2 * i;
    memory.fill(to, 0, E2);
    for (let j: usize = 0; j < 6; j++) {
      const x = f + E2 * j;
      const y = j <= i ? f + E2 * (i - j) : turned + E2 * (6 + i - j);
      mulIn<Fq2>(constant, x, y, constant + E2, x, y);
      q.nearAdd(to, to, constant);
      q.nearAdd(to + TWIN, to + TWIN, constant + TWIN);
    }
  }
  memory.copy(f, result, E12);
}
