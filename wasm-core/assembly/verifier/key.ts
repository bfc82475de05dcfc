/** Verification keys: checked, their lines prepared. They stay for the instance's life. */
import { clear, keep, mark, release, take } from '../curve/arena';
import { BAD_ARGUMENT, fits, input, OK } from '../curve/buffers';
import { BYTES } from '../curve/limbs';
import { Fq, Fq2 } from './field';
import { fillTables, tableSize } from './fixedBaseSum';
import { PREPARED, prepare } from './miller';
import { POINT_OK, readPoint } from './readPoint';
import { openSteps } from './steps';

export const MAX_KEYS: i32 = 64;
const MAX_PUBLIC: i32 = 4096;
/** What is wrong with a key's point, beside the numbers of curve.ts. */
const NOT_IN_SUBGROUP: i32 = 4;
/** A refusal of a point is its number here, plus what is wrong. */
const POINT_STEP: i32 = 8;

export let keyCount: i32 = 0;
/** Of each key: address, signals; of the last, the points of IC that are still to come. */
const addresses: usize = memory.data(4 * 64, 4);
const sizes: usize = memory.data(4 * 64, 4);
let missing: i32 = 0;

/** The lines of beta, gamma or delta; behind them stand the multiples of alpha, then those of IC. */
export function linesOf(key: i32, which: i32): usize {
  return (load<u32>(addresses + 4 * key) as usize) + PREPARED * which;
}

export function alphaOf(key: i32): usize {
  return linesOf(key, 3);
}

export function icOf(key: i32): usize {
  return alphaOf(key) + tableSize();
}

export function signalsOf(key: i32): i32 {
  return load<u32>(sizes + 4 * key);
}

/** Whether the key is there and whole. */
export function isKey(key: i32): bool {
  return key >= 0 && key < keyCount && missing === 0;
}

const point: usize = memory.data(144, 4);

/** Begins a key: alpha, beta, gamma, delta in `input`. Answers OK or the refusal of one, POINT_STEP times 1 to 4. */
export function keyBegin(signals: i32): i32 {
  if (missing !== 0 || keyCount === MAX_KEYS || signals < 0 || signals > MAX_PUBLIC) return BAD_ARGUMENT;
  clear();
  const at = take(3 * PREPARED + tableSize() * (signals + 2));
  const before = mark();
  openSteps(1);
  const flaw = readPoint<Fq>(at + 3 * PREPARED, input);
  if (flaw !== POINT_OK) return POINT_STEP + flaw;
  for (let i = 0; i < 3; i++) {
    let wrong = readPoint<Fq2>(point, input + 2 * BYTES + 4 * BYTES * i);
    if (wrong === POINT_OK && !prepare(at + PREPARED * i, point)) wrong = NOT_IN_SUBGROUP;
    if (wrong !== POINT_OK) return POINT_STEP * (i + 2) + wrong;
  }
  release(before);
  keep();
  store<u32>(addresses + 4 * keyCount, at as u32);
  store<u32>(sizes + 4 * keyCount, signals);
  missing = signals + 1;
  keyCount++;
  return OK;
}

/**
 * The key's next points of IC, or what is wrong with one, as numbered in curve.ts. A refusal leaves the key unfinished
 * and the instance of no use.
 */
export function keyPoints(count: i32): i32 {
  if (count < 1 || count > missing || !fits(count, 2 * BYTES)) return BAD_ARGUMENT;
  const key = keyCount - 1;
  for (let i = 0; i < count; i++) {
    const number = signalsOf(key) + 1 - missing;
    const flaw = readPoint<Fq>(icOf(key) + tableSize() * number, input + 2 * BYTES * i);
    if (flaw !== POINT_OK) return flaw;
    missing--;
  }
  if (missing === 0) fillTables(alphaOf(key), signalsOf(key) + 2);
  return OK;
}
