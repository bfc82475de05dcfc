/** The tables of one Poseidon width for two hashes at once: those of width.ts, element by element, in lists. */
import { LIST, scatter, unpackLane } from './curve/twins';
import { toBytes } from './fr';
import { ONE } from './generated/fr';
import * as r from './generated/twinFr';
import { SIZE } from './limbs';
import { Width, widthOf } from './width';

/** Addends are lists of integers, and the response ends with 1 for the observation itself. */
@unmanaged
export class TwinWidth extends Width {
  /** The matrix as integers: what it is multiplied with leaves the Montgomery form. */
  leaving: usize;
}

const widths = memory.data(4 * 18, 8);

/** The tables of width t, 2 to 17, made at first use. */
export function twinWidthOf(t: i32): TwinWidth {
  const at = widths + 4 * t;
  let made = load<usize>(at);
  if (made === 0) {
    made = changetype<usize>(derive(t, widthOf(t)));
    store<usize>(at, made);
  }
  return changetype<TwinWidth>(made);
}

function derive(t: i32, from: Width): TwinWidth {
  const n = t - 1;
  const width = new TwinWidth();
  width.partial = from.partial;
  width.early = list(from.early, 4 * t, INTEGERS);
  width.matrix = list(from.matrix, t * t, FACTORS);
  width.leaving = list(from.matrix, t * t, PLAIN);
  width.enter = list(from.enter, t * t, FACTORS);
  width.addends = list(from.addends, from.partial + 1, INTEGERS);
  width.response = heap.alloc(LIST * 2 * n);
  fill(width.response, from.response, 2 * n - 1, FACTORS);
  fill(width.response + LIST * (2 * n - 1), ONE, 1, FACTORS);
  width.recurrence = list(from.recurrence, 2 * t - 1, FACTORS);
  width.leave = list(from.leave, n * 2 * n, FACTORS);
  width.late = list(from.late, n + 3 * t, INTEGERS);
  return width;
}

const FACTORS: i32 = 0;
const INTEGERS: i32 = 1;
const PLAIN: i32 = 2;

const bytes: usize = memory.data(32, 8);
const vector: usize = memory.data(80, 16);

function list(elements: usize, count: i32, form: i32): usize {
  const out = heap.alloc(LIST * count);
  fill(out, elements, count, form);
  return out;
}

function fill(out: usize, elements: usize, count: i32, form: i32): void {
  for (let i = 0; i < count; i++) {
    const to = out + LIST * i;
    toBytes(bytes, elements + SIZE * i);
    unpackLane(vector, 0, bytes);
    if (form !== PLAIN) r.mul(vector, vector, r.RADIX_SQUARED);
    r.near(vector, vector);
    scatter(to, vector, 0);
    if (form === INTEGERS)
      for (let at: usize = 0; at < LIST; at += 8) store<i64>(to + at, load<f64>(to + at) as i64);
  }
}
