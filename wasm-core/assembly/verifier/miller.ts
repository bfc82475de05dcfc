/** Products of pairings: one Miller loop for many pairs, whose squares are shared. */
import { take } from '../curve/arena';
import { DOUBLE, STEP_COUNT } from '../generated/pairing';
import { canonical, FQ, Fq, inverse, mul, negate, setOne } from './field';
import { setOne12, sqr12 } from './fq12';
import { LINE, multiplyLine, PLACE } from './lines';
import { closeWalk, inSubgroup, kindOf, lineOf, openWalk, walk } from './walk';

export const PREPARED: usize = LINE * (STEP_COUNT as usize);

const line: usize = memory.data(144, 4);

/** The lines of one point of the twist, in order; false unless it is in the subgroup. `openSteps` has made room. */
export function prepare(lines: usize, point: usize): bool {
  openWalk(1, point);
  for (let step = 0; step < STEP_COUNT; step++) {
    walk(step);
    lineOf(lines + LINE * step, 0);
  }
  closeWalk();
  return inSubgroup(0);
}

/**
 * f = the product of the Miller loops of n pairs: places of points in G1 with points of the twist, about which
 * `inSubgroup` answers afterwards; and of `fixedCount` pairs given as the places followed by their lines' addresses.
 */
export function millerLoop(
  f: usize,
  n: i32,
  places: usize,
  twisted: usize,
  fixedPlaces: usize,
  fixedLines: usize,
  fixedCount: i32,
): void {
  openWalk(n, twisted);
  setOne12(f);
  for (let step = 0; step < STEP_COUNT; step++) {
    if (kindOf(step) === DOUBLE && step > 0) sqr12(f, f);
    walk(step);
    for (let i = 0; i < n; i++) {
      lineOf(line, i);
      multiplyLine(f, line, places + PLACE * i);
    }
    for (let i = 0; i < fixedCount; i++)
      multiplyLine(f, (load<u32>(fixedLines + 4 * i) as usize) + LINE * step, fixedPlaces + PLACE * i);
  }
  closeWalk();
}

const inverted: usize = memory.data(36, 4);

/** places = (-x/y, 1/y) of n affine points of G1, none at infinity: no point there has y = 0. */
export function placesOf(places: usize, points: usize, n: i32): void {
  const products = take(FQ * (n + 1));
  setOne<Fq>(products);
  for (let i = 0; i < n; i++) mul<Fq>(products + FQ * (i + 1), products + FQ * i, points + 2 * FQ * i + FQ);
  inverse<Fq>(inverted, products + FQ * n);
  for (let i = n - 1; i >= 0; i--) {
    const point = points + 2 * FQ * i;
    const place = places + PLACE * i;
    mul<Fq>(place + FQ, inverted, products + FQ * i);
    mul<Fq>(inverted, inverted, point + FQ);
    mul<Fq>(place, place + FQ, point);
    negate<Fq>(place, place);
    canonical<Fq>(place + FQ);
  }
}
