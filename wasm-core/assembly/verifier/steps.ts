/**
 * Many affine points doubled, or each added to another, in step: they share one inversion, so that a step costs
 * six or seven products a point. The lines through the points are what a Miller loop is made of.
 */
import { NEGATED, pointSize } from '../curve/affine';
import { take } from '../curve/arena';
import { add, Fq2, inverse, isZero, mul, negate, setOne, size, sqr, sub, subLoose, subTwo } from './field';

let denominators: usize = 0;
let products: usize = 0;
/** After a step, the slope of each point's line. */
export let slopes: usize = 0;

const square: usize = memory.data(72, 4);
const inverted: usize = memory.data(72, 4);
const factor: usize = memory.data(72, 4);
const ordinate: usize = memory.data(72, 4);
const abscissa: usize = memory.data(72, 4);

/** Room for steps of up to `n` points on either curve, until the arena is cleared. */
export function openSteps(n: i32): void {
  denominators = take(size<Fq2>() * n);
  slopes = take(size<Fq2>() * n);
  products = take(size<Fq2>() * (n + 1));
}

/**
 * Doubles `n` points. `flawed`, a byte each, is set for those with y = 0, whose place then holds nonsense: no point
 * of prime order ends there, and the callers give up such points.
 */
export function doubleAll<F>(points: usize, n: i32, flawed: usize): void {
  for (let i = 0; i < n; i++) {
    const y = points + pointSize<F>() * i + size<F>();
    add<F>(denominators + size<F>() * i, y, y);
  }
  invertAll<F>(n, flawed);
  for (let i = 0; i < n; i++) {
    const x = points + pointSize<F>() * i;
    const slope = slopes + size<F>() * i;
    sqr<F>(square, x);
    add<F>(factor, square, square);
    add<F>(factor, factor, square);
    mul<F>(slope, factor, slope);
    chord<F>(x, x, x + size<F>(), x, slope);
  }
}

/** Adds to each point the one at the address in `addends` (u32, bit 0 to negate it); `flawed` as above. */
export function addAll<F>(points: usize, addends: usize, n: i32, flawed: usize): void {
  for (let i = 0; i < n; i++) {
    const other = (load<u32>(addends + 4 * i) as usize) & ~NEGATED;
    sub<F>(denominators + size<F>() * i, points + pointSize<F>() * i, other);
  }
  invertAll<F>(n, flawed);
  for (let i = 0; i < n; i++) {
    const x = points + pointSize<F>() * i;
    const other: usize = load<u32>(addends + 4 * i);
    const otherX = other & ~NEGATED;
    let y = otherX + size<F>();
    if (other & NEGATED) {
      negate<F>(ordinate, y);
      y = ordinate;
    }
    const slope = slopes + size<F>() * i;
    subLoose<F>(factor, x + size<F>(), y);
    mul<F>(slope, factor, slope);
    chord<F>(x, otherX, y, x, slope);
  }
}

/** The third point on the line of `slope` through (x, y) and one with abscissa `other`, reflected. */
function chord<F>(out: usize, x: usize, y: usize, other: usize, slope: usize): void {
  sqr<F>(square, slope);
  subTwo<F>(abscissa, square, x, other);
  subLoose<F>(factor, x, abscissa);
  mul<F>(factor, factor, slope);
  sub<F>(out + size<F>(), factor, y);
  memory.copy(out, abscissa, size<F>());
}

/** slopes = 1/denominators: one inversion and three products each. */
function invertAll<F>(n: i32, flawed: usize): void {
  setOne<F>(products);
  for (let i = 0; i < n; i++) {
    const denominator = denominators + size<F>() * i;
    if (isZero<F>(denominator)) {
      store<u8>(flawed + i, 1);
      setOne<F>(denominator);
    }
    const product = products + size<F>() * i;
    mul<F>(product + size<F>(), product, denominator);
  }
  inverse<F>(inverted, products + size<F>() * n);
  for (let i = n - 1; i >= 0; i--) {
    mul<F>(slopes + size<F>() * i, inverted, products + size<F>() * i);
    mul<F>(inverted, inverted, denominators + size<F>() * i);
  }
}
