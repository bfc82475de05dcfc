/** Random multiples as in multiples.ts, two points in the lanes of a vector. */
import { take, takeVectors } from '../curve/arena';
import { negate, TWIN } from '../curve/twins';
import { CUBE_ROOT } from '../generated/pairing';
import * as q from '../generated/twinFq';
import { FQ, Fq } from './field';
import { COEFFICIENT, DIGITS, entryOf, TABLE } from './multiples';
import { getElement, putElement, putPoints, vectorsFor } from './twinPoints';
import { addTwins, doubleTwins, openTwinSteps } from './twinSteps';

const POINT1: usize = 72;
/** Bytes of two points. */
const VECTOR1: usize = 2 * TWIN;

/** Turns n points into their multiples. */
export function multiplyTwins(points: usize, coefficients: usize, n: i32): void {
  const vectors = vectorsFor(n);
  openTwinSteps(TABLE * vectors);
  const table = tableOf(points, n);
  const sums = takeVectors(VECTOR1 * vectors);
  const chosen = takeVectors(VECTOR1 * vectors);
  const addends = take(4 * vectors);
  const flawed = take(2 * vectors);
  for (let k = 0; k < vectors; k++) store<u32>(addends + 4 * k, (chosen + VECTOR1 * k) as u32);
  for (let digit = DIGITS - 1; digit >= 0; digit--) {
    const to = digit === DIGITS - 1 ? sums : chosen;
    for (let i = 0; i < 2 * vectors; i++) {
      const entry = entryOf(coefficients + COEFFICIENT * min(i, n - 1), digit);
      choose(
        to + VECTOR1 * (i >> 1),
        i & 1,
        table + VECTOR1 * (vectors * (entry >> 1) + (i >> 1)),
        entry & 1,
      );
    }
    if (digit === DIGITS - 1) continue;
    doubleTwins<Fq>(sums, vectors, flawed);
    doubleTwins<Fq>(sums, vectors, flawed);
    addTwins<Fq>(sums, addends, vectors, flawed);
  }
  for (let i = 0; i < n; i++)
    for (let at: usize = 0; at < 2; at++)
      getElement<Fq>(points + POINT1 * i + FQ * at, sums + VECTOR1 * (i >> 1) + TWIN * at, i & 1);
}

/** A lane = that lane of a vector of the table, its ordinate negated for `sign` 1. */
function choose(out: usize, lane: usize, from: usize, sign: i32): void {
  const flip = (sign as u64) << 63;
  for (let at: usize = 8 * lane; at < TWIN; at += 16) {
    store<u64>(out + at, load<u64>(from + at));
    store<u64>(out + TWIN + at, load<u64>(from + TWIN + at) ^ flip);
  }
}

const cubeRoot: usize = memory.data(80, 16);

/** Blocks of vectors in the order of multiples.ts. */
function tableOf(points: usize, n: i32): usize {
  const vectors = vectorsFor(n);
  const block = VECTOR1 * vectors;
  const table = takeVectors(block * TABLE);
  const triples = table + block * 4;
  const images = takeVectors(block * 4);
  const addends = take(4 * TABLE * vectors);
  const flawed = take(2 * TABLE * vectors);
  putPoints<Fq>(table, points, n);
  memory.copy(triples, table, block);
  doubleTwins<Fq>(triples, vectors, flawed);
  for (let k = 0; k < vectors; k++) store<u32>(addends + 4 * k, (table + VECTOR1 * k) as u32);
  addTwins<Fq>(triples, addends, vectors, flawed);
  for (let lane = 0; lane < 2; lane++) putElement<Fq>(cubeRoot, lane, CUBE_ROOT);
  // Of P and 3P, the images and their negatives.
  for (let k = 0; k < vectors; k++) {
    image(images + VECTOR1 * k, table + VECTOR1 * k, block);
    image(images + 2 * block + VECTOR1 * k, triples + VECTOR1 * k, block);
  }
  for (let i = 0; i < TABLE; i++) {
    if (i % 4 !== 0) memory.copy(table + block * i, i < 4 ? table : triples, block);
    const second = 2 * (i & 3) - 3;
    const from = images + (abs(second) === 3 ? 2 * block : 0) + (second < 0 ? block : 0);
    for (let k = 0; k < vectors; k++)
      store<u32>(addends + 4 * (vectors * i + k), (from + VECTOR1 * k) as u32);
  }
  addTwins<Fq>(table, addends, TABLE * vectors, flawed);
  return table;
}

/** out = φ of two points, and `apart` bytes behind it their negatives. */
function image(out: usize, points: usize, apart: usize): void {
  q.mul(out, points, cubeRoot);
  q.near(out, out);
  memory.copy(out + TWIN, points + TWIN, TWIN);
  memory.copy(out + apart, out, TWIN);
  negate(out + apart + TWIN, points + TWIN);
}
