/**
 * Many affine points doubled, or each added to another, in step, as in steps.ts but two in the lanes of a vector, and
 * vectors two at a time: their number is even. A vector is the abscissas, then the ordinates, near.
 */
import { takeVectors } from '../curve/arena';
import { Fq2 } from '../curve/tower';
import { TWIN } from '../curve/twins';
import { invertEnds, mulTwo, nearSlopes, setOne, sqrTwo, twin } from '../curve/twinTower';
import * as q from '../generated/twinFq';

let denominators: usize = 0;
let products: usize = 0;
/** After a step, the slope of each point's line. */
export let twinSlopes: usize = 0;

const factor: usize = memory.data(2 * 160, 16);
const square: usize = memory.data(2 * 160, 16);
const inverted: usize = memory.data(2 * 160, 16);

/** Room for steps of up to so many vectors on either curve, until the arena is cleared. */
export function openTwinSteps(vectors: i32): void {
  denominators = takeVectors(twin<Fq2>() * vectors);
  twinSlopes = takeVectors(twin<Fq2>() * vectors);
  products = takeVectors(twin<Fq2>() * (vectors + 2));
}

/** Doubles the points. `flawed`, a byte a lane, is set for those with y = 0, as in steps.ts. */
export function doubleTwins<F>(points: usize, vectors: i32, flawed: usize): void {
  const n = twin<F>();
  for (let k = 0; k < vectors; k++) {
    const y = points + 2 * n * k + n;
    nearSum<F>(denominators + n * k, y, y);
  }
  invertAll<F>(vectors, flawed);
  for (let k = 0; k < vectors; k += 2) {
    const a = points + 2 * n * k;
    const b = a + 2 * n;
    sqrTwo<F>(square, a, square + n, b);
    for (let at: usize = 0; at < 2 * n; at += TWIN) {
      q.addLoose(factor + at, square + at, square + at);
      q.nearAdd(factor + at, factor + at, square + at);
    }
    finish<F>(k, a, a, b, b, a + n, b + n);
  }
}

/** Adds to each vector the one at the address in `addends` (u32). */
export function addTwins<F>(points: usize, addends: usize, vectors: i32, flawed: usize): void {
  const n = twin<F>();
  for (let k = 0; k < vectors; k++)
    nearDifference<F>(denominators + n * k, points + 2 * n * k, load<u32>(addends + 4 * k));
  invertAll<F>(vectors, flawed);
  for (let k = 0; k < vectors; k += 2) {
    const a = points + 2 * n * k;
    const b = a + 2 * n;
    const otherA: usize = load<u32>(addends + 4 * k);
    const otherB: usize = load<u32>(addends + 4 * k, 4);
    for (let at: usize = 0; at < n; at += TWIN) {
      q.subLoose(factor + at, a + n + at, otherA + n + at);
      q.subLoose(factor + n + at, b + n + at, otherB + n + at);
    }
    finish<F>(k, a, otherA, b, otherB, otherA + n, otherB + n);
  }
}

/** Slopes from `factor` and inverses, and the sums of points a, b with others of these abscissas on the lines through y. */
function finish<F>(k: i32, a: usize, otherA: usize, b: usize, otherB: usize, yA: usize, yB: usize): void {
  const n = twin<F>();
  const slope = twinSlopes + n * k;
  mulTwo<F>(slope, factor, slope, slope + n, factor + n, slope + n);
  nearSlopes<F>(slope);
  sqrTwo<F>(square, slope, square + n, slope + n);
  for (let at: usize = 0; at < n; at += TWIN) {
    q.nearSubTwo(square + at, square + at, a + at, otherA + at);
    q.nearSubTwo(square + n + at, square + n + at, b + at, otherB + at);
    q.subLoose(factor + at, otherA + at, square + at);
    q.subLoose(factor + n + at, otherB + at, square + n + at);
  }
  mulTwo<F>(factor, factor, slope, factor + n, factor + n, slope + n);
  for (let at: usize = 0; at < n; at += TWIN) {
    q.nearSub(a + n + at, factor + at, yA + at);
    q.nearSub(b + n + at, factor + n + at, yB + at);
  }
  memory.copy(a, square, n);
  memory.copy(b, square + n, n);
}

function nearSum<F>(out: usize, a: usize, b: usize): void {
  for (let at: usize = 0; at < twin<F>(); at += TWIN) q.nearAdd(out + at, a + at, b + at);
}

function nearDifference<F>(out: usize, a: usize, b: usize): void {
  for (let at: usize = 0; at < twin<F>(); at += TWIN) q.nearSub(out + at, a + at, b + at);
}

/** Lanes of a near element that are 0, as bits: near ones are 0 only limb by limb. */
function zeroLanes<F>(a: usize): i32 {
  let all = i64x2.splat(-1);
  for (let at: usize = 0; at < twin<F>(); at += 16)
    all = v128.and(all, f64x2.eq(v128.load(a + at), f64x2.splat(0)));
  return i64x2.bitmask(all);
}

/** slopes = 1/denominators, of which a zero is flawed and becomes 1: one inversion and three products each. */
function invertAll<F>(vectors: i32, flawed: usize): void {
  const n = twin<F>();
  for (let k = 0; k < vectors; k++) {
    const bits = zeroLanes<F>(denominators + n * k);
    if (bits === 0) continue;
    for (let lane: usize = 0; lane < 2; lane++) {
      if (!((bits >> (lane as i32)) & 1)) continue;
      store<u8>(flawed + 2 * k + lane, 1);
      for (let at: usize = 0; at < TWIN; at += 16)
        store<f64>(denominators + n * k + at + 8 * lane, load<f64>(q.ONE + at));
    }
  }
  setOne<F>(products);
  setOne<F>(products + n);
  for (let k = 0; k < vectors; k += 2) {
    const at = products + n * k;
    const d = denominators + n * k;
    mulTwo<F>(at + 2 * n, d, at, at + 3 * n, d + n, at + n);
  }
  invertEnds<F>(inverted, products + n * vectors, false);
  for (let k = vectors - 2; k >= 0; k -= 2) {
    const at = products + n * k;
    const d = denominators + n * k;
    const slope = twinSlopes + n * k;
    mulTwo<F>(slope, inverted, at, slope + n, inverted + n, at + n);
    mulTwo<F>(inverted, d, inverted, inverted + n, d + n, inverted + n);
  }
}
