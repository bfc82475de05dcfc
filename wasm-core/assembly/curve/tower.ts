/**
 * The coordinates' fields, Fq for G1 and Fq2 = Fq[u]/(u² + 1) for G2, behind one set of generic functions:
 * which one is meant is decided when the module is compiled, by the size of a class that has no other use.
 * Elements are canonical or products (below 1.2p) unless a name says `loose`; see scripts/leanField.mjs.
 */
import * as fq from '../generated/leanFq';
import { invert, invertSecret, wipeInverse } from './inverse';

export const FQ: usize = 36;

@unmanaged
export class Fq {
  c0: u32;
}
@unmanaged
export class Fq2 {
  c0: u32;
  c1: u32;
}

function isFq2<F>(): bool {
  return offsetof<F>() === offsetof<Fq2>();
}

/** Bytes of an element. */
export function size<F>(): usize {
  return isFq2<F>() ? 2 * FQ : FQ;
}

const negative: usize = memory.data(36, 4);
const first: usize = memory.data(36, 4);
const second: usize = memory.data(36, 4);

/** out = a·b; a may be loose. */
export function mul<F>(out: usize, a: usize, b: usize): void {
  if (isFq2<F>()) {
    fq.sub(negative, fq.ZERO, b + FQ);
    fq.mulPair(first, a, b, a + FQ, negative);
    fq.mulPair(out + FQ, a, b + FQ, a + FQ, b);
    memory.copy(out, first, FQ);
  } else fq.mul(out, a, b);
}

export function sqr<F>(out: usize, a: usize): void {
  if (isFq2<F>()) {
    fq.subLoose(first, a, a + FQ);
    fq.add(second, a, a + FQ);
    fq.mul(negative, a, a + FQ);
    fq.mul(out, first, second);
    fq.add(out + FQ, negative, negative);
  } else fq.sqr(out, a);
}

/** out = a - b, canonical. */
export function sub<F>(out: usize, a: usize, b: usize): void {
  fq.sub(out, a, b);
  if (isFq2<F>()) fq.sub(out + FQ, a + FQ, b + FQ);
}

/** out = a - b - c, canonical. */
export function subTwo<F>(out: usize, a: usize, b: usize, c: usize): void {
  fq.subTwo(out, a, b, c);
  if (isFq2<F>()) fq.subTwo(out + FQ, a + FQ, b + FQ, c + FQ);
}

/** out = a + b, canonical. */
export function add<F>(out: usize, a: usize, b: usize): void {
  fq.add(out, a, b);
  if (isFq2<F>()) fq.add(out + FQ, a + FQ, b + FQ);
}

export function subLoose<F>(out: usize, a: usize, b: usize): void {
  fq.subLoose(out, a, b);
  if (isFq2<F>()) fq.subLoose(out + FQ, a + FQ, b + FQ);
}

/** out = -a, canonical. */
export function negate<F>(out: usize, a: usize): void {
  fq.sub(out, fq.ZERO, a);
  if (isFq2<F>()) fq.sub(out + FQ, fq.ZERO, a + FQ);
}

/** Brings a product into [0, q). */
export function canonical<F>(a: usize): void {
  fq.sub(a, a, fq.ZERO);
  if (isFq2<F>()) fq.sub(a + FQ, a + FQ, fq.ZERO);
}

export function setOne<F>(out: usize): void {
  memory.copy(out, fq.ONE, FQ);
  if (isFq2<F>()) memory.fill(out + FQ, 0, FQ);
}

/** For canonical elements, as of the stored points. */
export function isZero<F>(a: usize): bool {
  for (let i: usize = 0; i < size<F>(); i += 4) if (load<u32>(a + i) !== 0) return false;
  return true;
}

export function equal<F>(a: usize, b: usize): bool {
  for (let i: usize = 0; i < size<F>(); i += 4) if (load<u32>(a + i) !== load<u32>(b + i)) return false;
  return true;
}

const norm: usize = memory.data(36, 4);
const inverted: usize = memory.data(36, 4);

/** out = 1/a; 0 for 0. By the same steps whatever a is. */
export function inverse<F>(out: usize, a: usize): void {
  invertIn<F>(out, a, true);
}

/** The same for a public a. */
export function inversePublic<F>(out: usize, a: usize): void {
  invertIn<F>(out, a, false);
}

function invertIn<F>(out: usize, a: usize, secret: bool): void {
  // 1/(c0 + c1·u) = (c0 - c1·u) / (c0² + c1²)
  if (isFq2<F>()) fq.mulPair(norm, a, a, a + FQ, a + FQ);
  else memory.copy(norm, a, FQ);
  if (secret) invertSecret(inverted, norm);
  else invert(inverted, norm);
  if (!isFq2<F>()) {
    memory.copy(out, inverted, FQ);
    return;
  }
  fq.mul(out, a, inverted);
  fq.mul(out + FQ, a + FQ, inverted);
  fq.sub(out + FQ, fq.ZERO, out + FQ);
}

/** Wipes what elements have left. */
export function wipeElements(): void {
  memory.fill(negative, 0, FQ);
  memory.fill(first, 0, FQ);
  memory.fill(second, 0, FQ);
  memory.fill(norm, 0, FQ);
  memory.fill(inverted, 0, FQ);
  wipeInverse();
}
