/** A day of meter readings and its signature. protocol/core.md "Reading day". */
import { ensure } from '../errors.js';
import { MAX_QTY } from '../params.js';
import { TAGS } from '../tags.js';
import type { Point } from './crypto/babyjub.js';
import { type Signature, sign, verify } from './crypto/eddsa.js';
import { type Hasher, hash } from './crypto/hash.js';

/** Wh of one settlement period, u24 each. */
export interface Reading {
  readonly imported: number;
  readonly exported: number;
}

/** Final reading of the meter itself, or the DSO's estimate, correction or replacement day. */
export const STATUS_METER = 0;
export const STATUS_DSO = 1;

const PAIR_STRIDE = 60n;
const PAIRS_PER_WORD = 4;

export function packReadings(readings: readonly Reading[]): bigint[] {
  const words = Array<bigint>(Math.ceil(readings.length / PAIRS_PER_WORD)).fill(0n);
  readings.forEach(({ imported, exported }, i) => {
    const pair = BigInt(imported) + (BigInt(exported) << 30n);
    words[Math.floor(i / PAIRS_PER_WORD)]! += pair << (PAIR_STRIDE * BigInt(i % PAIRS_PER_WORD));
  });
  return words;
}

/** A day's readings of a point, and who vouches for them. */
export interface ReadingDay {
  readonly chainId: bigint;
  readonly position: number;
  readonly day: number;
  readonly status: number;
  readonly readings: readonly Reading[];
}

/** M: what the meter (status 0) or the DSO's data key (status 1) signs. */
export function readingMessage(
  hasher: Hasher,
  { chainId, position, day, status, readings }: ReadingDay,
): bigint {
  const where = BigInt(position) + (BigInt(day) << 32n) + (BigInt(status) << 64n);
  return hash(hasher, TAGS.READ, [chainId, where, ...packReadings(readings)]);
}

/** A day's readings as handed to the household. */
export interface SignedReadings {
  readonly status: number;
  readonly readings: readonly Reading[];
  readonly signature: Signature;
}

/**
 * Signs a final reading day; meter and DSO sign only 24-bit values.
 * @param secret scalar of the meter's key (status 0) or of the DSO's data key (status 1)
 */
export function signReadings(hasher: Hasher, secret: bigint, day: ReadingDay): SignedReadings {
  const { status, readings } = day;
  const valid = (x: number) => Number.isInteger(x) && x >= 0 && x <= MAX_QTY;
  const bad = readings.findIndex((r) => !valid(r.imported) || !valid(r.exported));
  ensure(bad < 0, 'VALUE_OUT_OF_RANGE', { field: `readings.${bad}` });
  const message = readingMessage(hasher, day);
  return { status, readings, signature: sign(hasher, secret, message) };
}

/** Whether a signed day is this point's, under the key that must have signed it. */
export function readingsStand(
  hasher: Hasher,
  key: Point,
  where: Pick<ReadingDay, 'chainId' | 'position' | 'day'>,
  { status, readings, signature }: SignedReadings,
): boolean {
  return verify(hasher, key, readingMessage(hasher, { ...where, status, readings }), signature);
}

export function readingTotals(readings: readonly Reading[]): bigint {
  return readings.reduce((sum, r) => sum + BigInt(r.imported) + (BigInt(r.exported) << 32n), 0n);
}

export function salt2Of(hasher: Hasher, salt: bigint): bigint {
  return hash(hasher, TAGS.SALT2, [salt]);
}

/** What R commits to: later statements open it and need no signature again. */
export interface ReadingOpening {
  /** M */
  readonly message: bigint;
  readonly totals: bigint;
  readonly point: bigint;
  readonly salt2: bigint;
}

/** R */
export function readingCommitment(hasher: Hasher, { message, totals, point, salt2 }: ReadingOpening): bigint {
  return hash(hasher, TAGS.READC, [message, totals, point, salt2]);
}
