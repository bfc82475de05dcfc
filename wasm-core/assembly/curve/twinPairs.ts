/**
 * Sums of pairs of points in lists, many at once, four in step: two vectors of two lanes, since each step needs the last
 * one's result and the processor fills the wait with the other vector's. Coordinates stand in lists as five f64
 * (twins.ts), near; they may be one modulus apart from what they equal.
 */
import * as fq from '../generated/leanFq';
import * as q from '../generated/twinFq';
import { copyPoint, NEGATED, pointSize } from './affine';
import { addAffine, setInfinity, toAffine } from './point';
import { FQ, Fq2, size } from './tower';
import { gather, gatherSigned, LIST, scatter, TWIN } from './twins';
import {
  invertEnds,
  listed,
  mulTwo,
  nearSlopes,
  parts,
  readLane,
  setOne,
  sqrTwo,
  twin,
  wipeTower,
  writeLane,
} from './twinTower';

export function listedSize<F>(): usize {
  return 2 * listed<F>();
}

/** Pairs that share an inversion: enough that it costs little, few enough that they stay in the cache. */
const MOST: i32 = 1024;

function batch<F>(): i32 {
  return MOST / (parts<F>() as i32);
}

/** For each pair: the addresses of both points, bit 0 set to negate it, and of the sum. */
const records: usize = memory.data(12 * 1024, 4);
/** For each two pairs: which of them have to be added one by one, in two bits. */
const apart: usize = memory.data(512, 1);
/** For each two pairs: the differences of x, the products of those two behind them, and xa, xb, ya, yb. */
const differences: usize = memory.data(80 * 512, 16);
const products: usize = memory.data(80 * 516, 16);
const gathered: usize = memory.data(4 * 80 * 512, 16);
let count: i32 = 0;

export function addLater<F>(out: usize, a: usize, b: usize): void {
  const record = records + 12 * count;
  store<u32>(record, a as u32);
  store<u32>(record, b as u32, 4);
  store<u32>(record, out as u32, 8);
  if (++count === batch<F>()) flush<F>();
}

export function flush<F>(): void {
  if (count === 0) return;
  // Whole fours: the last pair fills up, and is stored once.
  const pairs = count;
  const filled = (count + 3) & ~3;
  for (let i = count; i < filled; i++) memory.copy(records + 12 * i, records + 12 * (count - 1), 12);
  count = 0;
  const vectors = filled >> 1;
  for (let k = 0; k < vectors; k++) {
    gatherPairs<F>(k);
    store<u8>(apart + k, setApart<F>(k) as u8);
  }
  setOne<F>(products);
  setOne<F>(products + twin<F>());
  for (let k = 0; k < vectors; k += 2) {
    const at = twin<F>() * k;
    const next = at + twin<F>();
    mulTwo<F>(
      products + at + 2 * twin<F>(),
      differences + at,
      products + at,
      products + next + 2 * twin<F>(),
      differences + next,
      products + next,
    );
  }
  if (!invertEnds<F>(inverted, products + twin<F>() * vectors, true)) {
    // A pair without a chord was not told apart by its lowest limbs: rare enough to take all the slow way.
    for (let i = 0; i < pairs; i++) addNow<F>(i);
    return;
  }
  for (let k = vectors - 2; k >= 0; k -= 2) chords<F>(k, pairs);
}

/** Puts the points of pairs 2k and 2k + 1 into lanes. */
function gatherPairs<F>(k: i32): void {
  const record = records + 24 * k;
  const a0: usize = load<u32>(record);
  const b0: usize = load<u32>(record, 4);
  const a1: usize = load<u32>(record, 12);
  const b1: usize = load<u32>(record, 16);
  const xa = gathered + 4 * twin<F>() * k;
  const xb = xa + twin<F>();
  const ya = xb + twin<F>();
  const yb = ya + twin<F>();
  for (let part: usize = 0; part < parts<F>(); part++) {
    const from = LIST * part;
    const to = TWIN * part;
    gather(xa + to, (a0 & ~NEGATED) + from, (a1 & ~NEGATED) + from);
    gather(xb + to, (b0 & ~NEGATED) + from, (b1 & ~NEGATED) + from);
    const difference = differences + twin<F>() * k + to;
    if (parts<F>() === 1) q.subLoose(difference, xb + to, xa + to);
    else q.nearSub(difference, xb + to, xa + to);
    const y = listed<F>() + from;
    gatherSigned(ya + to, (a0 & ~NEGATED) + y, (a1 & ~NEGATED) + y, a0, a1);
    gatherSigned(yb + to, (b0 & ~NEGATED) + y, (b1 & ~NEGATED) + y, b0, b1);
  }
}

/**
 * Bits of those of pairs 2k and 2k + 1 that may have no chord, told by lowest limbs; 1 takes their difference's place.
 * Equal abscissas differ by 0 or the modulus; x is 0 at infinity.
 */
function setApart<F>(k: i32): i32 {
  const xa = gathered + 4 * twin<F>() * k;
  const difference = differences + twin<F>() * k;
  const low = f64x2.abs(v128.load(difference));
  const zero = f64x2.splat(0);
  const hit = v128.or(
    v128.or(f64x2.eq(low, zero), f64x2.eq(low, f64x2.splat(q.MODULUS_LOW))),
    v128.or(
      f64x2.eq(low, f64x2.splat(2251799813685248.0 - q.MODULUS_LOW)),
      v128.or(f64x2.eq(v128.load(xa), zero), f64x2.eq(v128.load(xa + twin<F>()), zero)),
    ),
  );
  const bits = i64x2.bitmask(hit);
  for (let lane: usize = 0; lane < 2; lane++) {
    if (!((bits >> (lane as i32)) & 1)) continue;
    for (let at: usize = 0; at < twin<F>(); at += 16)
      store<f64>(difference + at + 8 * lane, at < TWIN ? load<f64>(q.ONE + at) : 0);
  }
  return bits;
}

const inverted: usize = memory.data(2 * 160, 16);
const reciprocal: usize = memory.data(2 * 160, 16);
const slope: usize = memory.data(2 * 160, 16);
const square: usize = memory.data(2 * 160, 16);
const difference: usize = memory.data(2 * 160, 16);

/** The sums of the pairs of vectors k and k + 1, of which `inverted` holds the inverses of the products through them. */
function chords<F>(k: i32, pairs: i32): void {
  const n = twin<F>();
  const g0 = gathered + 4 * n * k;
  const g1 = g0 + 4 * n;
  const d0 = differences + n * k;
  const p0 = products + n * k;
  mulTwo<F>(reciprocal, inverted, p0, reciprocal + n, inverted + n, p0 + n);
  mulTwo<F>(inverted, d0, inverted, inverted + n, d0 + n, inverted + n);
  for (let at: usize = 0; at < n; at += TWIN) {
    q.subLoose(difference + at, g0 + 3 * n + at, g0 + 2 * n + at);
    q.subLoose(difference + n + at, g1 + 3 * n + at, g1 + 2 * n + at);
  }
  mulTwo<F>(slope, difference, reciprocal, slope + n, difference + n, reciprocal + n);
  nearSlopes<F>(slope);
  sqrTwo<F>(square, slope, square + n, slope + n);
  for (let at: usize = 0; at < n; at += TWIN) {
    q.nearSubTwo(square + at, square + at, g0 + at, g0 + n + at);
    q.nearSubTwo(square + n + at, square + n + at, g1 + at, g1 + n + at);
    q.subLoose(difference + at, g0 + at, square + at);
    q.subLoose(difference + n + at, g1 + at, square + n + at);
  }
  mulTwo<F>(slope, difference, slope, slope + n, difference + n, slope + n);
  for (let at: usize = 0; at < n; at += TWIN) {
    q.nearSub(slope + at, slope + at, g0 + 2 * n + at);
    q.nearSub(slope + n + at, slope + n + at, g1 + 2 * n + at);
  }
  storeSums<F>(k, pairs, square, slope);
  storeSums<F>(k + 1, pairs, square + n, slope + n);
}

function storeSums<F>(k: i32, pairs: i32, x: usize, y: usize): void {
  const bits: i32 = load<u8>(apart + k);
  for (let lane: usize = 0; lane < 2; lane++) {
    const i = 2 * k + (lane as i32);
    if (i >= pairs) return;
    if ((bits >> (lane as i32)) & 1) {
      addNow<F>(i);
      continue;
    }
    const out: usize = load<u32>(records + 12 * i, 8);
    for (let part: usize = 0; part < parts<F>(); part++) {
      scatter(out + LIST * part, x + TWIN * part, lane);
      scatter(out + listed<F>() + LIST * part, y + TWIN * part, lane);
    }
  }
}

const pair: usize = memory.data(160, 16);

export function enlist<F>(out: usize, point: usize): void {
  for (let at: usize = 0; at < 2; at++) {
    writeLane<F>(pair, 0, point + size<F>() * at);
    for (let part: usize = 0; part < parts<F>(); part++) {
      q.near(pair + TWIN * part, pair + TWIN * part);
      scatter(out + listed<F>() * at + LIST * part, pair + TWIN * part, 0);
    }
  }
}

export function readListed<F>(out: usize, listedPoint: usize): void {
  const from = listedPoint & ~NEGATED;
  for (let at: usize = 0; at < 2; at++) {
    for (let part: usize = 0; part < parts<F>(); part++) {
      const element = from + listed<F>() * at + LIST * part;
      gather(pair + TWIN * part, element, element);
    }
    const to = out + size<F>() * at;
    readLane<F>(to, pair, 0);
    for (let part: usize = 0; part < size<F>(); part += FQ) fq.sub(to + part, to + part, fq.ZERO);
  }
  if (listedPoint & NEGATED) copyPoint<F>(out, out | NEGATED);
}

export function copyListed<F>(out: usize, listedPoint: usize): void {
  memory.copy(out, listedPoint & ~NEGATED, listedSize<F>());
  if (!(listedPoint & NEGATED)) return;
  for (let at = listed<F>(); at < listedSize<F>(); at += 8) store<f64>(out + at, -load<f64>(out + at));
}

const sum: usize = memory.data(288, 4);
const operand: usize = memory.data(144, 4);

/** A pair that may have no chord. */
function addNow<F>(i: i32): void {
  const record = records + 12 * i;
  setInfinity(sum);
  for (let at: usize = 0; at < 8; at += 4) {
    readListed<F>(operand, load<u32>(record + at));
    addAffine<F>(sum, operand);
  }
  toAffine<F>(operand, sum);
  enlist<F>(load<u32>(record, 8), operand);
}

/** Everything that pairs were made of stays in these buffers until the next ones come. */
export function wipePairs(): void {
  memory.fill(records, 0, 12 * 1024);
  memory.fill(apart, 0, 512);
  memory.fill(differences, 0, 80 * 512);
  memory.fill(products, 0, 80 * 516);
  memory.fill(gathered, 0, 4 * 80 * 512);
  memory.fill(inverted, 0, 320);
  memory.fill(reciprocal, 0, 320);
  memory.fill(slope, 0, 320);
  memory.fill(square, 0, 320);
  memory.fill(difference, 0, 320);
  wipeTower();
  memory.fill(pair, 0, 160);
  memory.fill(sum, 0, 288);
  memory.fill(operand, 0, pointSize<Fq2>());
}
