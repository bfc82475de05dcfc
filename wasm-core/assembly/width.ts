/**
 * The tables of one Poseidon width.
 *
 * Between partial rounds only element 0 meets the S-box, so the rounds are a linear system with one input,
 * the S-box's output u, and one output, element 0 before its constant, w. With M the matrix, m its column 0,
 * A the matrix with that column zeroed and e the row (1, 0, …): x' = A·x + m·u, w = e·x. By Cayley–Hamilton
 * w obeys a recurrence with constant coefficients,
 *   w[n] = Σ v[j]·w[n-t+j] (j = 1…t-1) + Σ b[i]·u[n-i] (i = 1…t),
 * where e·A^t = Σ v[j]·e·A^j. A round costs one sum of 2t-1 products and one reduction, where the usual
 * sparse form costs as many products and t reductions. The first t rounds start from the observations
 * q[n] = e·A^n·x, which `enter` reads off the preceding full round, and the impulse response h; `leave`
 * rebuilds the state from the last 2t-2 numbers. docs/adr tells what was measured.
 */
import { inverse, negate, reduceFully } from './fr';
import { CONSTANTS, PARTIAL_ROUNDS } from './generated/constants';
import { dot, MODULUS, ONE, ZERO } from './generated/fr';
import { BYTES, isZero, SIZE, unpack } from './limbs';

export const MAX_WIDTH: i32 = 17;
export const FULL_ROUNDS: i32 = 8;

@unmanaged
export class Width {
  /** Partial rounds. */
  partial: i32;
  /** Constants before each of the first four full rounds: 4 rows of t. */
  early: usize;
  matrix: usize;
  /** Rows e·A^n·M, n below t. */
  enter: usize;
  /** Addends of y[n] = w[n] + its constant: partial + 1, the last for the full round that follows. */
  addends: usize;
  /** h[t-1], 0, h[t-2], 0, …, h[1]: h[i] is what a single input does to w, i rounds later. */
  response: usize;
  /** b[t], v[1], b[t-1], v[2], …, v[t-1], b[1]: in the order of the history u, y, u, y, …, u. */
  recurrence: usize;
  /** Elements 1…t-1 after the partial rounds, t-1 rows, from the history u, y, …, u, y. */
  leave: usize;
  /** Addends of those t-1 rows, then constants of the last three full rounds, 3 rows of t. */
  late: usize;
}

const widths = memory.data(4 * 18, 8);

/** The tables of width t, 2 to 17, made at first use. */
export function widthOf(t: i32): Width {
  const at = widths + 4 * t;
  let made = load<usize>(at);
  if (made === 0) {
    made = changetype<usize>(derive(t));
    store<usize>(at, made);
  }
  return changetype<Width>(made);
}

function derive(t: i32): Width {
  const n = t - 1;
  const width = new Width();
  const partial: i32 = load<u8>(PARTIAL_ROUNDS + t - 2);
  const count = FULL_ROUNDS * t + partial;
  const constants = elements(count + t * t);
  const source = CONSTANTS + sourceOffset(t);
  for (let i = 0; i < count + t * t; i++) unpack(at(constants, i), source + BYTES * i, MODULUS);
  const matrix = at(constants, count);
  const row = SIZE * t;

  // observed[k] = e·A^k, k = 0…t; column 0 of all but the first is zero, as A's is.
  const observed = elements((t + 1) * t);
  memory.copy(observed, ONE, SIZE);
  for (let i = 1; i < t; i++) memory.copy(at(observed, i), ZERO, SIZE);
  for (let k = 1; k <= t; k++) {
    memory.copy(at(observed, k * t), ZERO, SIZE);
    for (let c = 1; c < t; c++) {
      sum(at(observed, k * t + c), at(observed, (k - 1) * t), SIZE, at(matrix, c), row, t, ZERO);
    }
  }
  const response = elements(t);
  for (let i = 0; i < t; i++) sum(at(response, i), at(observed, i * t), SIZE, matrix, row, t, ZERO);
  const enter = elements(t * t);
  for (let k = 0; k < t; k++) {
    for (let c = 0; c < t; c++)
      sum(at(enter, k * t + c), at(observed, k * t), SIZE, at(matrix, c), row, t, ZERO);
  }

  // v = e·A^t times the inverse of the rows e·A^1…e·A^(t-1), all without column 0.
  const inverted = invert(at(observed, t + 1), row, n);
  const v = elements(n);
  for (let j = 0; j < n; j++) {
    sum(at(v, j), at(observed, t * t + 1), SIZE, at(inverted, j), SIZE * n, n, ZERO);
  }
  const minusV = elements(n);
  for (let j = 0; j < n; j++) negate(at(minusV, j), at(v, j));

  const recurrence = elements(2 * t - 1);
  memory.copy(at(recurrence, 2 * n), response, SIZE);
  for (let i = 2; i <= t; i++) {
    // b[i] = h[i] - Σ v[t-l]·h[i-l], l = 1…i-1.
    const place = at(recurrence, 2 * (t - i));
    sum(place, at(minusV, t - i), SIZE, response, SIZE, i - 1, at(response, i - 1));
  }
  for (let j = 1; j < t; j++) memory.copy(at(recurrence, 2 * j - 1), at(v, j - 1), SIZE);

  // The recurrence runs on y = w + k: k[n] - Σ v[j]·k[n-t+j] takes k's own recurrence out again.
  const singles = at(constants, 4 * t);
  const addends = elements(partial + 1);
  memory.copy(addends, singles, SIZE * t);
  for (let i = t; i <= partial; i++) {
    sum(at(addends, i), minusV, SIZE, at(singles, i - n), SIZE, n, at(singles, i));
  }

  const late = elements(n + 3 * t);
  memory.copy(late, at(singles, partial + 1), SIZE * (n + 3 * t));
  width.partial = partial;
  width.early = constants;
  width.matrix = matrix;
  width.enter = enter;
  width.addends = addends;
  width.response = spread(response, n);
  width.recurrence = recurrence;
  width.leave = deriveLeave(t, matrix, inverted, v, response, at(singles, partial - n + 1), late);
  width.late = late;
  return width;
}

/**
 * The state after the last partial round N, from w[N-t+2…N] and u[N-t+1…N-1]: the former give the state at
 * N-t+1 but for element 0, through `inverted`; A^(t-1) carries it to N. `inverted` turns A, without row and
 * column 0, into the companion matrix of v, so that its power times `inverted` is t-1 cheap steps.
 */
function deriveLeave(
  t: i32,
  matrix: usize,
  inverted: usize,
  v: usize,
  response: usize,
  singles: usize,
  late: usize,
): usize {
  const n = t - 1;
  // pulse[k] = A^k·m, k below n.
  const pulse = elements(n * t);
  for (let r = 0; r < t; r++) memory.copy(at(pulse, r), at(matrix, r * t), SIZE);
  for (let k = 1; k < n; k++) {
    for (let r = 0; r < t; r++) {
      sum(at(pulse, k * t + r), at(matrix, r * t + 1), SIZE, at(pulse, (k - 1) * t + 1), SIZE, n, ZERO);
    }
  }
  const gain = elements(n);
  const minusGain = elements(n);
  const leave = elements(n * 2 * n);
  for (let i = 0; i < n; i++) {
    memory.copy(gain, at(inverted, i * n), SIZE * n);
    for (let step = 0; step < n; step++) {
      // Row times companion matrix: shift right, and add v times what falls off.
      memory.copy(minusGain, at(gain, n - 1), SIZE);
      for (let j = n - 1; j >= 0; j--) {
        sum(at(gain, j), minusGain, 0, at(v, j), 0, 1, j > 0 ? at(gain, j - 1) : ZERO);
      }
    }
    for (let j = 0; j < n; j++) negate(at(minusGain, j), at(gain, j));
    for (let l = 0; l < n; l++) {
      // u[N-t+1+l] acts directly, and through every later observation, which has to be cleared of it.
      const direct = at(pulse, (n - 1 - l) * t + i + 1);
      sum(at(leave, 2 * (i * n + l)), at(minusGain, l), SIZE, response, SIZE, n - l, direct);
      memory.copy(at(leave, 2 * (i * n + l) + 1), at(gain, l), SIZE);
    }
    // The history holds y = w + k.
    sum(at(late, i), minusGain, SIZE, singles, SIZE, n, at(late, i));
  }
  return leave;
}

/** h[n], 0, …, 0, h[1]: the window of the first rounds also holds the y between the inputs. */
function spread(response: usize, n: i32): usize {
  const out = elements(2 * n - 1);
  for (let i = 0; i < n; i++) {
    if (i > 0) memory.copy(at(out, 2 * i - 1), ZERO, SIZE);
    memory.copy(at(out, 2 * i), at(response, n - 1 - i), SIZE);
  }
  return out;
}

/** Inverse of an n×n matrix by Gauss–Jordan; its rows are `step` bytes apart. */
function invert(source: usize, step: usize, n: i32): usize {
  const rows = elements(n * n);
  const inverted = elements(n * n);
  const factor = elements(1);
  const scale = elements(1);
  for (let i = 0; i < n; i++) {
    memory.copy(at(rows, i * n), source + step * i, SIZE * n);
    for (let j = 0; j < n; j++) memory.copy(at(inverted, i * n + j), i === j ? ONE : ZERO, SIZE);
  }
  for (let i = 0; i < n; i++) {
    // Circomlib's constants need no exchange of rows; others would be a different hash.
    if (isZero(at(rows, i * n + i))) unreachable();
    inverse(scale, at(rows, i * n + i));
    for (let j = 0; j < n; j++) {
      sum(at(rows, i * n + j), at(rows, i * n + j), 0, scale, 0, 1, ZERO);
      sum(at(inverted, i * n + j), at(inverted, i * n + j), 0, scale, 0, 1, ZERO);
    }
    for (let r = 0; r < n; r++) {
      if (r === i) continue;
      negate(factor, at(rows, r * n + i));
      for (let j = 0; j < n; j++) {
        sum(at(rows, r * n + j), factor, 0, at(rows, i * n + j), 0, 1, at(rows, r * n + j));
        sum(at(inverted, r * n + j), factor, 0, at(inverted, i * n + j), 0, 1, at(inverted, r * n + j));
      }
    }
  }
  return inverted;
}

const left: usize = memory.data(144 * 17, 16);
const right: usize = memory.data(144 * 17, 16);

/** A fully reduced sum of n products, of elements `aStep` and `bStep` bytes apart: tables are canonical. */
function sum(out: usize, a: usize, aStep: usize, b: usize, bStep: usize, n: i32, addend: usize): void {
  for (let i = 0; i < n; i++) {
    memory.copy(at(left, i), a + aStep * i, SIZE);
    memory.copy(at(right, i), b + bStep * i, SIZE);
  }
  dot(out, left, right, n, addend);
  reduceFully(out);
}

function elements(count: i32): usize {
  return heap.alloc(SIZE * count);
}

function at(base: usize, i: i32): usize {
  return base + SIZE * i;
}

function sourceOffset(t: i32): usize {
  let count = 0;
  for (let w = 2; w < t; w++) count += FULL_ROUNDS * w + load<u8>(PARTIAL_ROUNDS + w - 2) + w * w;
  return BYTES * count;
}
