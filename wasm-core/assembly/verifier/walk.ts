/**
 * The points T of an optimal ate Miller loop, for many Q in step: from Q to (6x+2)Q + ψ(Q) - ψ²(Q), by the kinds in
 * STEPS. Its last point tells whether Q is in the subgroup: see `inSubgroup`.
 */
import { NEGATED } from '../curve/affine';
import { take } from '../curve/arena';
import { DOUBLE, FIRST_FROBENIUS, MINUS, SECOND_FROBENIUS, STEPS } from '../generated/pairing';
import { psi } from './endomorphisms';
import { add, equal, Fq2, isZero, mul } from './field';
import { FQ2 } from './fq6';
import { addAll, doubleAll, slopes } from './steps';

const POINT2: usize = 144;

let count: i32 = 0;
let origins: usize = 0;
let points: usize = 0;
let addends: usize = 0;
let images: usize = 0;
let flawed: usize = 0;

/** Starts from `n` points Q, which have to stay where they are; `openSteps` has made room. */
export function openWalk(n: i32, from: usize): void {
  count = n;
  origins = from;
  points = take(POINT2 * n);
  images = take(POINT2 * n);
  addends = take(4 * n);
  flawed = take(n);
  memory.copy(points, origins, POINT2 * n);
  memory.copy(images, origins, POINT2 * n);
  memory.fill(flawed, 0, n);
}

export function kindOf(step: i32): u8 {
  return load<u8>(STEPS + step);
}

export function walk(step: i32): void {
  const kind = kindOf(step);
  if (kind === DOUBLE) {
    doubleAll<Fq2>(points, count, flawed);
    return;
  }
  let from = origins;
  if (kind === FIRST_FROBENIUS || kind === SECOND_FROBENIUS) {
    mapImages();
    from = images;
  }
  const sign = kind === MINUS || kind === SECOND_FROBENIUS ? NEGATED : 0;
  for (let i = 0; i < count; i++) store<u32>(addends + 4 * i, ((from + POINT2 * i) | sign) as u32);
  addAll<Fq2>(points, addends, count, flawed);
}

function mapImages(): void {
  for (let i = 0; i < count; i++) psi(images + POINT2 * i, images + POINT2 * i);
}

/** The line of the last step: its slope λ, and λx - y for its points (x, y) on the twist. */
export function lineOf(out: usize, i: i32): void {
  // The new point's reflection (x, -y) is on it.
  const point = points + POINT2 * i;
  memory.copy(out, slopes + FQ2 * i, FQ2);
  mul<Fq2>(out + FQ2, out, point);
  add<Fq2>(out + FQ2, out + FQ2, point + FQ2);
}

/** After the last step: maps once more, for `inSubgroup`. */
export function closeWalk(): void {
  mapImages();
}

/**
 * Whether (6x+2)Q + ψ(Q) - ψ²(Q) + ψ³(Q) = 0, which holds in G2 and, on the twist's points over Fq2, nowhere else:
 * ψ is a root of X² - tX + q, whose resultant N with 6x + 2 + X - X² + X³ is a combination of the two, so N·Q = 0;
 * and gcd(N, #E'(Fq2)) = r, as test/wasm/verifier checks. The criterion is that of Dai, Lin, Zhao and Zhou,
 * https://eprint.iacr.org/2022/348, section 3, for another short vector. A flawed walk met a point of small order.
 */
export function inSubgroup(i: i32): bool {
  if (load<u8>(flawed + i) !== 0) return false;
  const point = points + POINT2 * i;
  const image = images + POINT2 * i;
  if (!equal<Fq2>(point, image)) return false;
  add<Fq2>(sum, point + FQ2, image + FQ2);
  return isZero<Fq2>(sum);
}

const sum: usize = memory.data(72, 4);
