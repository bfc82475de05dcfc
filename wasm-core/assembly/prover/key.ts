/** The proving key, taken apart and converted once; see src/prover/zkey.ts for the file's sections. */
import { clear, keep, take } from '../curve/arena';
import { BAD_ARGUMENT, BAD_VALUE, fits, input, OK } from '../curve/buffers';
import { BYTES, SIZE, unpack } from '../curve/limbs';
import { readPoints } from '../curve/records';
import { Fq, Fq2 } from '../curve/tower';
import * as fr from '../generated/leanFr';
import { MAX_LOG } from './fft';
import { prepareRoots } from './twinTransforms';

/** Lists of points with their scalars' numbers; all in G1 but B2. */
export const SECTIONS: i32 = 5;
export const A: i32 = 0;
export const B1: i32 = 1;
export const B2: i32 = 2;
export const C: i32 = 3;
export const H: i32 = 4;

/** Behind the witness stand three scalars: 1 and the blinding r and s, for the key's fixed points. */
export const FIXED: i32 = 3;

const FILE_TERM: usize = 44;
/** Row with the matrix in its highest bit, wire, coefficient, and 1 or -1 where it is that, else 0. */
export const TERM: usize = 48;
export const SIGN: usize = 44;

const MAX_WIRES: i32 = 1 << 22;

export let wires: i32 = 0;
/** The rows are 2^log. */
export let log: i32 = 0;
export let terms: usize = 0;
export let termCount: i32 = 0;
/** Of each section: address and number of records. */
const sections: usize = memory.data(8 * 5, 4);
let last: i32 = -1;

/** Begins the instance's only key; its terms and points follow, section by section in ascending order. */
export function keyBegin(wireCount: i32, rowsLog: i32): i32 {
  if (wires !== 0 || wireCount < 1 || wireCount > MAX_WIRES || rowsLog < 0 || rowsLog >= MAX_LOG)
    return BAD_ARGUMENT;
  wires = wireCount;
  log = rowsLog;
  clear();
  if (ASC_FEATURE_RELAXED_SIMD) prepareRoots(log);
  terms = take(0);
  return OK;
}

/** The key's next terms from `input`, as in the file: matrix, row, wire, coefficient. */
export function keyTerms(count: i32): i32 {
  if (wires === 0 || last >= 0 || !fits(count, FILE_TERM)) return BAD_ARGUMENT;
  for (let i = 0; i < count; i++) {
    const from = input + FILE_TERM * i;
    const matrix = load<u32>(from);
    const row = load<u32>(from, 4);
    const wire = load<u32>(from, 8);
    const to = take(TERM);
    if (matrix > 1 || row >> log !== 0 || wire >= (wires as u32)) return BAD_VALUE;
    if (!unpack(to + 8, from + 12, fr.MODULUS)) return BAD_VALUE;
    store<u32>(to, row | (matrix << 31));
    store<u32>(to, wire, 4);
    fr.mul(to + 8, to + 8, fr.TERM);
    fr.sub(to + 8, to + 8, fr.ZERO);
    store<i32>(to, signOf(to + 8), SIGN);
    termCount++;
  }
  keep();
  return OK;
}

const minusOne: usize = memory.data(36, 4);
fr.sub(minusOne, fr.ZERO, fr.ONE);

function signOf(coefficient: usize): i32 {
  if (memory.compare(coefficient, fr.ONE, SIZE) === 0) return 1;
  return memory.compare(coefficient, minusOne, SIZE) === 0 ? -1 : 0;
}

/** The next points of a section; their scalars are `first` and the following ones. */
export function keyPoints(section: i32, first: i32, count: i32): i32 {
  if (wires === 0 || section < 0 || section >= SECTIONS || section < last) return BAD_ARGUMENT;
  if (!fits(count, 2 * BYTES * (section === B2 ? 2 : 1))) return BAD_ARGUMENT;
  const scalars = section === H ? 1 << log : wires + FIXED;
  if (first < 0 || first > scalars - count) return BAD_ARGUMENT;
  const at = sections + 8 * section;
  if (section > last) {
    store<u32>(at, take(0) as u32);
    store<u32>(at, 0, 4);
    last = section;
  }
  const added = section === B2 ? readPoints<Fq2>(first, count) : readPoints<Fq>(first, count);
  if (added < 0) return added;
  store<u32>(at, load<u32>(at, 4) + added, 4);
  keep();
  return OK;
}

export function recordsOf(section: i32): usize {
  return load<u32>(sections + 8 * section);
}

export function recordCount(section: i32): i32 {
  return load<u32>(sections + 8 * section, 4);
}
