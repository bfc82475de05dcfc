/** Poseidon's permutation in the recurrence form of width.ts, four at a time: two vectors of two lanes. */
import { LIST, packLane, TWIN, unpackLane } from './curve/twins';
import * as r from './generated/twinFr';
import { TwinWidth } from './twinWidth';

/** Hashes that are computed at once. */
export const LANES: i32 = 4;
/** Bytes of an element of four hashes. */
const FOUR: usize = 2 * TWIN;

const state: usize = memory.data(160 * 17, 16);
const powers: usize = memory.data(160 * 17, 16);
/** y[0], u[0], y[1], u[1], …, y[partial]: at most 70 partial rounds. */
const history: usize = memory.data(160 * 141, 16);
const none: usize = memory.data(40, 8);

/** A lane's element i = the integer in 32 bytes. */
export function putInput(i: i32, lane: i32, bytes: usize): void {
  unpackLane(state + FOUR * i + TWIN * (lane >> 1), lane & 1, bytes);
}

/** Elements from `first` on take Montgomery form and the first round's constants; those before only the constants. */
export function absorb(width: TwinWidth, t: i32, first: i32): void {
  for (let i = 0; i < t; i++) {
    const at = state + FOUR * i;
    sum(at, at, i < first ? r.ONE_LISTED : r.RADIX_SQUARED_LISTED, 1, width.early + LIST * i);
  }
}

/** Runs permutations of width t; only the first `outs` elements are computed, as integers if `isLast`. */
export function permuteFour(width: TwinWidth, t: i32, outs: i32, isLast: bool): void {
  const row = LIST * t;
  for (let round = 1; round < 4; round++) {
    powersOf(t);
    multiply(state, FOUR, width.matrix, t, t, width.early + row * round);
  }
  powersOf(t);
  multiply(history, 2 * FOUR, width.enter, t, t, width.addends);
  partialRounds(width, t);
  const n = t - 1;
  const end = 2 * width.partial;
  memory.copy(state, history + FOUR * end, FOUR);
  for (let i = 0; i < n; i++) {
    const recent = history + FOUR * (end - 2 * n + 1);
    sum(state + FOUR * (i + 1), recent, width.leave + LIST * (2 * n * i), 2 * n, width.late + LIST * i);
  }
  for (let round = 0; round < 3; round++) {
    powersOf(t);
    multiply(state, FOUR, width.matrix, t, t, width.late + LIST * n + row * round);
  }
  powersOf(t);
  const matrix = isLast ? width.leaving : width.matrix;
  for (let i = 0; i < outs; i++) sum(state + FOUR * i, powers, matrix + row * i, t, none);
}

function partialRounds(width: TwinWidth, t: i32): void {
  const first = history + FOUR;
  let y = history;
  pow5(y + FOUR, y);
  for (let n = 1; n < t; n++) {
    y += 2 * FOUR;
    // y[n] still holds the observation q[n], which the response takes once: what the n inputs have done since is added.
    sum(y, first, width.response + 2 * LIST * (t - 1 - n), 2 * n, none);
    pow5(y + FOUR, y);
  }
  let window = first;
  for (let n = t; n < width.partial; n++) {
    y += 2 * FOUR;
    sum(y, window, width.recurrence, 2 * t - 1, width.addends + LIST * n);
    pow5(y + FOUR, y);
    window += 2 * FOUR;
  }
  sum(y + 2 * FOUR, window, width.recurrence, 2 * t - 1, width.addends + LIST * width.partial);
}

/** A lane's element i as 32 bytes, once it is an integer. */
export function getOutput(bytes: usize, i: i32, lane: i32): void {
  packLane(bytes, state + FOUR * i + TWIN * (lane >> 1), lane & 1, r.MODULUS);
}

function powersOf(t: i32): void {
  for (let i = 0; i < t; i++) pow5(powers + FOUR * i, state + FOUR * i);
}

function multiply(out: usize, outStep: usize, matrix: usize, t: i32, rows: i32, addends: usize): void {
  for (let i = 0; i < rows; i++) sum(out + outStep * i, powers, matrix + LIST * t * i, t, addends + LIST * i);
}

/** out = the sum of n products with a table's elements, plus an addend, near. */
function sum(out: usize, a: usize, table: usize, n: i32, addend: usize): void {
  r.dot(out, a, table, n, addend);
  r.near(out, out);
  r.near(out + TWIN, out + TWIN);
}

function pow5(out: usize, a: usize): void {
  r.sqrTwo(out, a, out + TWIN, a + TWIN);
  r.sqrTwo(out, out, out + TWIN, out + TWIN);
  r.mulTwo(out, out, a, out + TWIN, out + TWIN, a + TWIN);
}
