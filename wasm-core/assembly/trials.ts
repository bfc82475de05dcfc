/**
 * Inner parts of the twin form, for tests, which compile this: no module has it. Tests write elements, lanes and lists
 * themselves, so addresses go in and out.
 */
import { addLater, flush } from './curve/pairs';
import { Fq, Fq2 } from './curve/tower';
import { invertEnds } from './curve/twinTower';

export { keep, take } from './curve/arena';
export { prepareRoots, toCoefficients, toValues } from './prover/twinTransforms';

/** Lets `out` be a + b, in lists of group 1 or 2, once `finish` has run. */
export function add(group: i32, out: usize, a: usize, b: usize): void {
  if (group === 1) addLater<Fq>(out, a, b);
  else addLater<Fq2>(out, a, b);
}

export function finish(group: i32): void {
  if (group === 1) flush<Fq>();
  else flush<Fq2>();
}

/** The inverses of the two vectors at `last`, unless one has a 0. */
export function invert(group: i32, out: usize, last: usize): bool {
  return group === 1 ? invertEnds<Fq>(out, last, true) : invertEnds<Fq2>(out, last, true);
}
