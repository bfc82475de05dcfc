import type { Point } from '@veilgrid/protocol/core/crypto/babyjub';
import type { Signature } from '@veilgrid/protocol/core/crypto/eddsa';
import { mod, R } from '@veilgrid/protocol/core/crypto/field';
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import type { Params } from '@veilgrid/protocol/params';

/** What a statement stands on. Curve and signatures can be had from a table where a day repeats them. */
export interface Primitives {
  readonly hasher: Hasher;
  readonly params: Params;
  mulBase(scalar: bigint): Point;
  mul(point: Point, scalar: bigint): Point;
  verify(key: Point, message: bigint, signature: Signature): boolean;
}

/** The circuit would refuse this witness; `check` is the number in its header. */
export class StatementError extends Error {
  constructor(readonly check: number) {
    super(`check ${check} fails`);
  }
}

export function demand(condition: boolean, check: number): asserts condition {
  if (!condition) throw new StatementError(check);
}

/** 0 ≤ x < 2^bits, of a field element. */
export function inRange(x: bigint, bits: number): boolean {
  return mod(x) < 1n << BigInt(bits);
}

export function isBit(x: bigint): boolean {
  return x === 0n || x === 1n;
}

/** The integer of least size that a field element stands for. */
export function signed(x: bigint): bigint {
  return x > R / 2n ? x - R : x;
}

/** Σ slot·2^(stride·i), `perWord` a word, in the field. */
export function pack(slots: readonly bigint[], perWord: number, stride: number): bigint[] {
  const words = Array<bigint>(Math.ceil(slots.length / perWord)).fill(0n);
  slots.forEach((slot, i) => {
    const w = Math.floor(i / perWord);
    words[w] = mod(words[w]! + (slot << BigInt(stride * (i % perWord))));
  });
  return words;
}
