/**
 * The fields of coordinates behind one set of generic functions, as in curve/tower.ts, but with both parts of an
 * element of Fq2 computed at once: see scripts/quadraticField.mjs for its form and for what `reduced` means.
 */
import { invert } from '../curve/inverse';
import { SIZE } from '../curve/limbs';
import { FQ, size } from '../curve/tower';
import * as fq from '../generated/leanFq';
import * as fq2 from '../generated/quadraticFq';

export { FQ, Fq, Fq2, size } from '../curve/tower';

export const ZERO2: usize = memory.data(72, 8);

function isFq2<F>(): bool {
  return size<F>() !== FQ;
}

/** out = a·b; a may be loose. */
export function mul<F>(out: usize, a: usize, b: usize): void {
  if (isFq2<F>()) fq2.mul(out, a, b);
  else fq.mul(out, a, b);
}

export function sqr<F>(out: usize, a: usize): void {
  if (isFq2<F>()) fq2.sqr(out, a);
  else fq.sqr(out, a);
}

export function add<F>(out: usize, a: usize, b: usize): void {
  if (isFq2<F>()) fq2.add(out, a, b);
  else fq.add(out, a, b);
}

export function sub<F>(out: usize, a: usize, b: usize): void {
  if (isFq2<F>()) fq2.sub(out, a, b);
  else fq.sub(out, a, b);
}

/** out = a - b - c */
export function subTwo<F>(out: usize, a: usize, b: usize, c: usize): void {
  if (isFq2<F>()) fq2.subTwo(out, a, b, c);
  else fq.subTwo(out, a, b, c);
}

export function subLoose<F>(out: usize, a: usize, b: usize): void {
  if (isFq2<F>()) fq2.subLoose(out, a, b);
  else fq.subLoose(out, a, b);
}

export function negate<F>(out: usize, a: usize): void {
  sub<F>(out, ZERO2, a);
}

/** Reduces a product. */
export function canonical<F>(a: usize): void {
  sub<F>(a, a, ZERO2);
}

export function setOne<F>(out: usize): void {
  if (isFq2<F>()) {
    memory.fill(out, 0, 2 * FQ);
    for (let i: usize = 0; i < FQ; i += 4) store<u32>(out + 2 * i, load<u32>(fq.ONE + i));
  } else memory.copy(out, fq.ONE, FQ);
}

/** For reduced elements, which may have q for 0. */
export function isZero<F>(a: usize): bool {
  const step: usize = isFq2<F>() ? 8 : 4;
  for (let part: usize = 0; part < step; part += 4) {
    const low = load<u32>(a + part);
    if (low !== 0 && low !== load<u32>(fq.MODULUS)) return false;
    for (let i: usize = 1; i < 9; i++) {
      const expected = low === 0 ? 0 : load<u32>(fq.MODULUS + 4 * i);
      if (load<u32>(a + part + step * i) !== expected) return false;
    }
  }
  return true;
}

const difference: usize = memory.data(72, 8);

export function equal<F>(a: usize, b: usize): bool {
  sub<F>(difference, a, b);
  return isZero<F>(difference);
}

/** Both parts, one behind the other. */
export function split(out: usize, a: usize): void {
  for (let i: usize = 0; i < SIZE; i += 4) {
    store<u32>(out + i, load<u32>(a + 2 * i));
    store<u32>(out + SIZE + i, load<u32>(a + 2 * i + 4));
  }
}

/** Inverse of `split`; out is not `parts`. */
export function join(out: usize, parts: usize): void {
  for (let i: usize = 0; i < SIZE; i += 4) {
    store<u32>(out + 2 * i, load<u32>(parts + i));
    store<u32>(out + 2 * i + 4, load<u32>(parts + SIZE + i));
  }
}

const parts: usize = memory.data(72, 8);
const norm: usize = memory.data(36, 4);

/** out = a^q, a in Fq2 */
export function conjugate(out: usize, a: usize): void {
  split(parts, a);
  fq.sub(parts + SIZE, fq.ZERO, parts + SIZE);
  join(out, parts);
}

/** out = 1/a; 0 for 0. */
export function inverse<F>(out: usize, a: usize): void {
  if (isFq2<F>()) {
    split(parts, a);
    fq.mulPair(norm, parts, parts, parts + SIZE, parts + SIZE);
    invert(norm, norm);
    conjugate(out, a);
    fq2.scale(out, out, norm);
  } else invert(out, a);
}
