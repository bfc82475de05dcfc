/** Groth16 proofs (https://eprint.iacr.org/2016/260) with snarkjs's keys, whose points H belong to the odd coset. */
import { MODULUS } from '../generated/lean-fr';
import { clear, mark, release, take } from './arena';
import { BAD_ARGUMENT, BAD_VALUE, fits, INPUT_BYTES, input, OK, output } from './buffers';
import { A, B1, B2, C, FIXED, H, recordCount, recordsOf, wires } from './key';
import { BYTES, SIZE, unpack } from './limbs';
import { msm } from './msm';
import { pointSize } from './pairs';
import { quotientScalars } from './quotient';
import { recordSize, writePoint } from './records';
import { Fq, Fq2 } from './tower';

let scalars: usize = 0;
let filled: i32 = 0;
const element: usize = memory.data(36, 4);

/** Begins a proof: its scalars follow, the witness, then 1, r, s and -rs. */
export function proveBegin(): i32 {
  if (wires === 0) return BAD_ARGUMENT;
  clear();
  filled = 0;
  scalars = take(BYTES * (wires + FIXED + 1));
  return OK;
}

/** The next scalars from `input`. */
export function proveScalars(count: i32): i32 {
  if (scalars === 0 || !fits(count, BYTES) || count > wires + FIXED + 1 - filled) return BAD_ARGUMENT;
  for (let i = 0; i < count; i++) if (!unpack(element, input + BYTES * i, MODULUS)) return BAD_VALUE;
  memory.copy(scalars + BYTES * filled, input, BYTES * count);
  filled += count;
  return OK;
}

const b2: usize = memory.data(144, 4);
/** C as one more sum: H's and the wires' own parts, A, B1 and delta, by 1, 1, s, r and -rs. */
const parts: usize = memory.data(5 * 80, 8);
const factors: usize = memory.data(5 * 32, 8);
const c: usize = memory.data(72, 4);

/** The proof's points A, B, C in `output`. */
export function prove(): i32 {
  if (scalars === 0 || filled !== wires + FIXED + 1) return BAD_ARGUMENT;
  const one = scalars + BYTES * wires;
  const before = mark();
  sumOf<Fq>(part(0, one), H, quotientScalars(scalars));
  release(before);
  sumOf<Fq>(part(1, one), C, scalars);
  sumOf<Fq>(part(2, one + 2 * BYTES), A, scalars);
  sumOf<Fq>(part(3, one + BYTES), B1, scalars);
  // Delta is the last point of section A.
  const delta = recordsOf(A) + recordSize<Fq>() * (recordCount(A) - 1);
  memory.copy(part(4, one + 3 * BYTES), delta, pointSize<Fq>());
  msm<Fq>(c, parts, 5, factors);
  sumOf<Fq2>(b2, B2, scalars);
  writePoint<Fq>(output, part(2, one + 2 * BYTES));
  writePoint<Fq2>(output + 2 * BYTES, b2);
  writePoint<Fq>(output + 6 * BYTES, c);
  return OK;
}

/** Wipes everything that a proof was made of; to be called after each, failed ones too. */
export function proveEnd(): void {
  clear();
  memory.fill(input, 0, INPUT_BYTES);
  memory.fill(parts, 0, 5 * recordSize<Fq>());
  memory.fill(factors, 0, 5 * BYTES);
  memory.fill(element, 0, SIZE);
  scalars = 0;
}

function sumOf<F>(out: usize, section: i32, by: usize): void {
  msm<F>(out, recordsOf(section), recordCount(section), by);
}

/** The record of C's i-th part, with this factor. */
function part(i: i32, factor: usize): usize {
  const record = parts + recordSize<Fq>() * i;
  store<u32>(record + pointSize<Fq>(), i);
  memory.copy(factors + BYTES * i, factor, BYTES);
  return record;
}
