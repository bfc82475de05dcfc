/** Sums of pairs of points in lists, many at once: they share one inversion. Points stand there as they are. */
import { copyPoint, isInfinity, NEGATED, pointSize } from './affine';
import { add, equal, inverse, mul, negate, setOne, size, sqr, sub, subLoose, subTwo } from './tower';

/** Pairs that share an inversion: enough that it costs little, few enough that they stay in the cache. */
const BATCH: i32 = 2048;

/** For each pair: the addresses of both points, bit 0 set to negate it, and of the sum. */
const records: usize = memory.data(12 * 2048, 4);
/** The differences of x, and the products of those before each. */
const differences: usize = memory.data(72 * 2048, 4);
const products: usize = memory.data(72 * 2049, 4);
let count: i32 = 0;

export function listedSize<F>(): usize {
  return pointSize<F>();
}

export function enlist<F>(out: usize, point: usize): void {
  memory.copy(out, point, pointSize<F>());
}

export function readListed<F>(out: usize, listed: usize): void {
  copyListed<F>(out, listed);
}

export function addLater<F>(out: usize, a: usize, b: usize): void {
  const xa = a & ~NEGATED;
  const xb = b & ~NEGATED;
  const low = load<u32>(xa);
  if (low === load<u32>(xb) || low === 0 || load<u32>(xb) === 0) {
    if (addNow<F>(out, a, b)) return;
  }
  const record = records + 12 * count;
  store<u32>(record, a as u32);
  store<u32>(record, b as u32, 4);
  store<u32>(record, out as u32, 8);
  if (count === 0) setOne<F>(products);
  const product = products + size<F>() * count;
  const difference = differences + size<F>() * count;
  subLoose<F>(difference, xb, xa);
  mul<F>(product + size<F>(), difference, product);
  if (++count === BATCH) flush<F>();
}

const inverted: usize = memory.data(72, 4);
const slope: usize = memory.data(72, 4);
const square: usize = memory.data(72, 4);
const ya: usize = memory.data(72, 4);
const yb: usize = memory.data(72, 4);

export function flush<F>(): void {
  if (count === 0) return;
  inverse<F>(inverted, products + size<F>() * count);
  while (count > 0) {
    count--;
    const record = records + 12 * count;
    const a = load<u32>(record) as usize;
    const b = load<u32>(record, 4) as usize;
    const out = load<u32>(record, 8) as usize;
    mul<F>(square, inverted, products + size<F>() * count);
    mul<F>(inverted, differences + size<F>() * count, inverted);
    const y = ordinate<F>(ya, a);
    subLoose<F>(slope, ordinate<F>(yb, b), y);
    mul<F>(slope, slope, square);
    chord<F>(out, a & ~NEGATED, y, b & ~NEGATED);
  }
}

/** The third point on the line of `slope` through (xa, y) and a point with abscissa xb, reflected. */
function chord<F>(out: usize, xa: usize, y: usize, xb: usize): void {
  sqr<F>(square, slope);
  subTwo<F>(square, square, xa, xb);
  subLoose<F>(yb, xa, square);
  mul<F>(yb, yb, slope);
  sub<F>(out + size<F>(), yb, y);
  memory.copy(out, square, size<F>());
}

/** The address of a point's y, negated into `scratch` if need be. */
function ordinate<F>(scratch: usize, point: usize): usize {
  const y = (point & ~NEGATED) + size<F>();
  if (!(point & NEGATED)) return y;
  negate<F>(scratch, y);
  return scratch;
}

/** The pairs that have no chord; false for the others. Rare, so each doubling inverts for itself. */
function addNow<F>(out: usize, a: usize, b: usize): bool {
  if (isInfinity<F>(a & ~NEGATED)) {
    copyPoint<F>(out, b);
    return true;
  }
  if (isInfinity<F>(b & ~NEGATED)) {
    copyPoint<F>(out, a);
    return true;
  }
  const x = a & ~NEGATED;
  if (!equal<F>(x, b & ~NEGATED)) return false;
  const y = ordinate<F>(ya, a);
  if (!equal<F>(y, ordinate<F>(yb, b))) {
    memory.fill(out, 0, pointSize<F>());
    return true;
  }
  // The tangent's slope is 3x² / 2y.
  sqr<F>(square, x);
  add<F>(slope, square, square);
  add<F>(slope, slope, square);
  add<F>(square, y, y);
  inverse<F>(yb, square);
  mul<F>(slope, slope, yb);
  chord<F>(out, x, y, x);
  return true;
}

export function copyListed<F>(out: usize, listed: usize): void {
  copyPoint<F>(out, listed);
}

/** From `records` on everything stays for the next pairs, and holds what these were made of. */
export function wipePairs(): void {
  memory.fill(records, 0, 12 * BATCH);
  memory.fill(differences, 0, 72 * BATCH);
  memory.fill(products, 0, 72 * (BATCH + 1));
  for (let i: usize = 0; i < 72; i += 4) {
    store<u32>(inverted + i, 0);
    store<u32>(slope + i, 0);
    store<u32>(square + i, 0);
    store<u32>(ya + i, 0);
    store<u32>(yb + i, 0);
  }
}
