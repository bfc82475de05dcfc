/** Poseidon's permutation in the recurrence form of width.ts. */
import { dot, pow5, ZERO } from './generated/fr';
import { SIZE } from './limbs';
import { Width } from './width';

/** The state: callers put the inputs, with the first round's constants added, and find the outputs here. */
export const state: usize = memory.data(144 * 17, 16);
const powers: usize = memory.data(144 * 17, 16);
/** y[0], u[0], y[1], u[1], …, y[partial]: at most 70 partial rounds. */
const history: usize = memory.data(144 * 141, 16);

/** Runs a permutation of width t on `state`; only the first `outs` elements of the result are computed. */
export function permute(width: Width, t: i32, outs: i32): void {
  const row = SIZE * t;
  for (let round = 1; round < 4; round++) {
    powersOf(t);
    multiply(state, SIZE, width.matrix, t, t, width.early + row * round);
  }
  powersOf(t);
  multiply(history, 2 * SIZE, width.enter, t, t, width.addends);
  partialRounds(width, t);
  const n = t - 1;
  const end = 2 * width.partial;
  memory.copy(state, history + SIZE * end, SIZE);
  for (let i = 0; i < n; i++) {
    const coefficients = width.leave + SIZE * (2 * n * i);
    const recent = history + SIZE * (end - 2 * n + 1);
    dot(state + SIZE * (i + 1), recent, coefficients, 2 * n, width.late + SIZE * i);
  }
  for (let round = 0; round < 3; round++) {
    powersOf(t);
    multiply(state, SIZE, width.matrix, t, t, width.late + SIZE * n + row * round);
  }
  powersOf(t);
  for (let i = 0; i < outs; i++) dot(state + SIZE * i, powers, width.matrix + row * i, t, ZERO);
}

function partialRounds(width: Width, t: i32): void {
  const first = history + SIZE;
  let y = history;
  pow5(y + SIZE, y);
  for (let n = 1; n < t; n++) {
    y += 2 * SIZE;
    // y[n] still holds the observation q[n]: add what the n inputs so far have done since.
    dot(y, first, width.response + 2 * SIZE * (t - 1 - n), 2 * n - 1, y);
    pow5(y + SIZE, y);
  }
  let window = first;
  for (let n = t; n < width.partial; n++) {
    y += 2 * SIZE;
    dot(y, window, width.recurrence, 2 * t - 1, width.addends + SIZE * n);
    pow5(y + SIZE, y);
    window += 2 * SIZE;
  }
  dot(y + 2 * SIZE, window, width.recurrence, 2 * t - 1, width.addends + SIZE * width.partial);
}

function powersOf(t: i32): void {
  for (let i = 0; i < t; i++) pow5(powers + SIZE * i, state + SIZE * i);
}

function multiply(out: usize, outStep: usize, matrix: usize, t: i32, rows: i32, addends: usize): void {
  for (let i = 0; i < rows; i++) {
    dot(out + outStep * i, powers, matrix + SIZE * t * i, t, addends + SIZE * i);
  }
}
