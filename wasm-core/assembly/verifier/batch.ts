/** Proofs taken in one after the other; check.ts then decides about all of them. */
import { clear, take } from '../curve/arena';
import { BAD_ARGUMENT, BAD_VALUE, fits, input, OK } from '../curve/buffers';
import { BYTES, SIZE, unpack } from '../curve/limbs';
import * as fr from '../generated/leanFr';
import { Fq, Fq2 } from './field';
import { isKey, keyCount, MAX_KEYS, signalsOf } from './key';
import { COEFFICIENT, coefficientOf } from './multiples';
import { AT_INFINITY, NOT_CANONICAL, POINT_OK, readPoint } from './readPoint';

const MAX_PROOFS: i32 = 1024;
const PROOF_BYTES: usize = 8 * 32;

/** Refusals of a proof, as numbered in src/verifier/codes.ts. */
const A_INFINITY: i32 = 5;
const B_INFINITY: i32 = 7;
const C_INFINITY: i32 = 10;
const COORDINATE_NOT_CANONICAL: i32 = 4;
const SIGNAL_NOT_CANONICAL: i32 = 3;

export let capacity: i32 = 0;
export let count: i32 = 0;
export let a: usize = 0;
export let b: usize = 0;
export let c: usize = 0;
export let coefficients: usize = 0;
export let keys: usize = 0;

/** Of each key: the sums of its coefficients times signals, the constant's first; and the tail in use. */
const sums: usize = memory.data(4 * 64, 4);
const tails: usize = memory.data(4 * 64, 4);
const tailStarts: usize = memory.data(4 * 64, 4);
const tailWeights: usize = memory.data(36 * 64, 4);

/** Begins a batch of at most `most` proofs; one alone is checked as it is, without a coefficient. */
export function batchBegin(most: i32): i32 {
  if (most < 1 || most > MAX_PROOFS || keyCount === 0 || !isKey(keyCount - 1)) return BAD_ARGUMENT;
  clear();
  capacity = most;
  count = 0;
  a = take(72 * most);
  b = take(144 * most);
  c = take(72 * most);
  coefficients = take(COEFFICIENT * most);
  keys = take(most);
  memory.fill(sums, 0, 4 * MAX_KEYS);
  memory.fill(tails, 0, 4 * MAX_KEYS);
  return OK;
}

/** The sums of a key's batch, or 0 where it has no proofs. */
export function sumsOf(key: i32): usize {
  return load<u32>(sums + 4 * key);
}

function openSums(key: i32): usize {
  if (sumsOf(key) !== 0) return sumsOf(key);
  const bytes = SIZE * (signalsOf(key) + 1);
  const at = take(bytes);
  memory.fill(at, 0, bytes);
  store<u32>(sums + 4 * key, at as u32);
  return at;
}

/** The signals from number `from` on that the key's next proofs share: weighted once, by their coefficients' sum. */
export function batchTail(key: i32, from: i32): i32 {
  if (capacity === 0 || !isKey(key) || from < 0 || from >= signalsOf(key)) return BAD_ARGUMENT;
  closeTail(key);
  const tail = take(SIZE * (signalsOf(key) - from));
  for (let i = 0; i < signalsOf(key) - from; i++)
    if (!unpack(tail + SIZE * i, input + BYTES * i, fr.MODULUS)) return BAD_VALUE;
  store<u32>(tails + 4 * key, tail as u32);
  store<u32>(tailStarts + 4 * key, from);
  memory.fill(tailWeights + SIZE * key, 0, SIZE);
  return OK;
}

const weight: usize = memory.data(36, 4);
const plain: usize = memory.data(36, 4);
const signal: usize = memory.data(36, 4);

function closeTail(key: i32): void {
  const tail = load<u32>(tails + 4 * key);
  if (tail === 0) return;
  const from = load<u32>(tailStarts + 4 * key);
  fr.mul(weight, tailWeights + SIZE * key, fr.FROM_PLAIN);
  addSignals(openSums(key) + SIZE * (from + 1), tail, signalsOf(key) - from);
  store<u32>(tails + 4 * key, 0);
}

function addSignals(to: usize, signals: usize, n: i32): void {
  for (let i = 0; i < n; i++) {
    fr.mul(signal, signals + SIZE * i, weight);
    fr.add(to + SIZE * i, to + SIZE * i, signal);
  }
}

/**
 * One proof in `input`: A, B, C, its coefficient, and its signals, those of the key's tail left out if it shares
 * them. A refused proof leaves no trace in the batch.
 */
export function batchProof(key: i32, shared: bool): i32 {
  if (count >= capacity || !isKey(key)) return BAD_ARGUMENT;
  const tail = load<u32>(tails + 4 * key);
  if (shared && tail === 0) return BAD_ARGUMENT;
  const own: i32 = shared ? load<u32>(tailStarts + 4 * key) : signalsOf(key);
  const signals = input + PROOF_BYTES + COEFFICIENT;
  if (!fits(own + 9, BYTES)) return BAD_ARGUMENT;
  for (let i = 0; i < own; i++)
    if (!unpack(signal, signals + BYTES * i, fr.MODULUS)) return SIGNAL_NOT_CANONICAL;
  const flaw = readProof();
  if (flaw !== OK) return flaw;
  const coefficient = coefficients + COEFFICIENT * count;
  memory.copy(coefficient, input + PROOF_BYTES, COEFFICIENT);
  store<u8>(keys + count, key as u8);
  if (capacity === 1) memory.copy(plain, fr.UNIT, SIZE);
  else coefficientOf(plain, coefficient);
  fr.mul(weight, plain, fr.FROM_PLAIN);
  const sum = openSums(key);
  fr.add(sum, sum, plain);
  for (let i = 0; i < own; i++) {
    unpack(signal, signals + BYTES * i, fr.MODULUS);
    fr.mul(signal, signal, weight);
    const to = sum + SIZE * (i + 1);
    fr.add(to, to, signal);
  }
  if (shared) fr.add(tailWeights + SIZE * key, tailWeights + SIZE * key, plain);
  count++;
  return OK;
}

function readProof(): i32 {
  const flawA = readPoint<Fq>(a + 72 * count, input);
  const flawB = readPoint<Fq2>(b + 144 * count, input + 2 * BYTES);
  const flawC = readPoint<Fq>(c + 72 * count, input + 6 * BYTES);
  if (flawA === NOT_CANONICAL || flawB === NOT_CANONICAL || flawC === NOT_CANONICAL)
    return COORDINATE_NOT_CANONICAL;
  // Not on its curve is the number after infinity.
  if (flawA !== POINT_OK) return A_INFINITY + flawA - AT_INFINITY;
  if (flawB !== POINT_OK) return B_INFINITY + flawB - AT_INFINITY;
  if (flawC !== POINT_OK) return C_INFINITY + flawC - AT_INFINITY;
  return OK;
}

export function closeTails(): void {
  for (let key = 0; key < keyCount; key++) closeTail(key);
}

export function closeBatch(): void {
  clear();
  capacity = 0;
  count = 0;
}
