/**
 * Groth16 proofs (https://eprint.iacr.org/2016/260) with snarkjs's keys, whose points H belong to the odd coset.
 * Each share answers four sums of points; their sums over all shares give the proof.
 */
import { pointSize } from '../curve/affine';
import { clear, mark, release, take } from '../curve/arena';
import { BAD_ARGUMENT, BAD_VALUE, fits, INPUT_BYTES, input, OK, output } from '../curve/buffers';
import { BYTES, SIZE, unpack } from '../curve/limbs';
import { enlist, listedSize } from '../curve/pairs';
import { addAffine, POINT, setInfinity, toAffine } from '../curve/point';
import { recordSize, wipeRecords, writePoint } from '../curve/records';
import { Fq, Fq2 } from '../curve/tower';
import { MODULUS } from '../generated/leanFr';
import { A, B1, B2, C, FIXED, H, recordCount, recordsOf, wires } from './key';
import { beginSum, collect, endSum, msm, wipeSums } from './msm';
import { beginQuotient, quotientScalars, transformRows, transformsOf, wipeQuotient } from './quotient';
import { setShare, share, shares } from './share';

/** Share, scalars, transforms, sums and quotient follow each other; 0 between proofs. */
let step: i32 = 0;
let scalars: usize = 0;
let filled: i32 = 0;
const element: usize = memory.data(36, 4);

/** This share's sums A, B1, C with H, then B2, as affine points in the module's own form. */
const sums: usize = memory.data(3 * 72 + 144, 4);
const SUMS: usize = 3 * 72 + 144;
const G2_PLACE: usize = 3;
const G2_SUM: usize = 3 * 72;

/** Begins a proof: its scalars follow, the witness, then 1, r and s. */
export function proveBegin(index: i32, count: i32): i32 {
  if (wires === 0 || !setShare(index, count)) return BAD_ARGUMENT;
  clear();
  filled = 0;
  scalars = take(BYTES * (wires + FIXED));
  beginQuotient();
  step = 1;
  return OK;
}

/** The next scalars from `input`. */
export function proveScalars(count: i32): i32 {
  if (step !== 1 || !fits(count, BYTES) || count > wires + FIXED - filled) return BAD_ARGUMENT;
  for (let i = 0; i < count; i++) if (!unpack(element, input + BYTES * i, MODULUS)) return BAD_VALUE;
  memory.copy(scalars + BYTES * filled, input, BYTES * count);
  filled += count;
  return OK;
}

/** Makes this share's transforms, which the other shares wait for. */
export function proveTransforms(): i32 {
  if (step !== 1 || filled !== wires + FIXED) return BAD_ARGUMENT;
  transformRows(scalars);
  step = 2;
  return OK;
}

/** Where a share's transforms are read, or written once they have come; 0 for no such share. */
export function transformsAt(index: i32): usize {
  return step < 2 || index < 0 || index >= shares() ? 0 : transformsOf(index);
}

/** The sums that need no other share, by windows: buckets of all points cost less than two sets of half of them. */
export function proveSums(): i32 {
  if (step !== 2) return BAD_ARGUMENT;
  sumWindows<Fq>(0, A);
  sumWindows<Fq>(1, B1);
  sumWindows<Fq2>(G2_PLACE, B2);
  step = 3;
  return OK;
}

function sumWindows<F>(place: usize, section: i32): void {
  const before = mark();
  beginSum(recordCount(section));
  collect<F>(recordsOf(section), recordCount(section), scalars, false);
  endSum<F>(sums + place * pointSize<Fq>(), share, shares());
  release(before);
}

/** The sum of C and H, once the transforms of all shares are there, by points; all sums in `output`. */
export function proveQuotient(): i32 {
  if (step !== 3) return BAD_ARGUMENT;
  const before = mark();
  const quotient = quotientScalars();
  beginSum(recordCount(C) + recordCount(H));
  collect<Fq>(recordsOf(C), recordCount(C), scalars, true);
  collect<Fq>(recordsOf(H), recordCount(H), quotient, true);
  endSum<Fq>(sums + 2 * pointSize<Fq>(), 0, 1);
  release(before);
  memory.copy(output, sums, SUMS);
  step = 4;
  return OK;
}

/** C as one more sum: C with H, A and B1 by 1, s and r. */
const parts: usize = memory.data(3 * 88, 8);
const total: usize = memory.data(288, 4);
const factors: usize = memory.data(3 * 32, 8);
const c: usize = memory.data(72, 4);

/** The proof's points A, B, C in `output`, from all shares' sums in `input`. */
export function proveCombine(): i32 {
  if (step !== 4) return BAD_ARGUMENT;
  memory.copy(sums, input, SUMS);
  for (let place: usize = 0; place < G2_PLACE; place++) addShares<Fq>(place * pointSize<Fq>());
  addShares<Fq2>(G2_SUM);
  const one = scalars + BYTES * wires;
  const pointBytes = pointSize<Fq>();
  part(0, sums + 2 * pointBytes, one);
  part(1, sums, one + 2 * BYTES);
  part(2, sums + pointBytes, one + BYTES);
  setShare(0, 1); // the parts are all this sum's
  msm<Fq>(c, parts, 3, factors);
  writePoint<Fq>(output, sums);
  writePoint<Fq2>(output + 2 * BYTES, sums + G2_SUM);
  writePoint<Fq>(output + 6 * BYTES, c);
  step = 0;
  return OK;
}

/** The sum at `at` of all shares. */
function addShares<F>(at: usize): void {
  if (shares() === 1) return;
  setInfinity(total);
  for (let i = 0; i < shares(); i++) addAffine<F>(total, input + SUMS * i + at);
  toAffine<F>(sums + at, total);
}

/** The record of C's i-th part. */
function part(i: i32, point: usize, by: usize): void {
  const record = parts + recordSize<Fq>() * i;
  enlist<Fq>(record, point);
  store<u32>(record + listedSize<Fq>(), i);
  memory.copy(factors + BYTES * i, by, BYTES);
}

/** Wipes everything that a proof was made of; to be called after each, failed ones too. */
export function proveEnd(): void {
  clear();
  wipeQuotient();
  memory.fill(input, 0, INPUT_BYTES);
  memory.fill(output, 0, INPUT_BYTES);
  memory.fill(parts, 0, 3 * recordSize<Fq>());
  memory.fill(factors, 0, 3 * BYTES);
  memory.fill(sums, 0, SUMS);
  memory.fill(element, 0, SIZE);
  memory.fill(total, 0, POINT);
  memory.fill(c, 0, pointSize<Fq>());
  wipeSums();
  wipeRecords();
  step = 0;
}
