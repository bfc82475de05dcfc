/**
 * Inverses in Fq by division steps, 29 at a time: Bernstein and Yang, https://eprint.iacr.org/2019/266, arranged as in
 * libsecp256k1's modinv32. What is public takes as many steps as it needs, what is secret always the same.
 */
import * as fq from '../generated/leanFq';
import { SIZE } from './limbs';

const BITS: i32 = 29;
const MASK: i64 = (1 << 29) - 1;

/** Signed: nine limbs of 29 bits, the sign in the highest. d·x = f and e·x = g modulo q. */
const f: usize = memory.data(36, 4);
const g: usize = memory.data(36, 4);
const d: usize = memory.data(36, 4);
const e: usize = memory.data(36, 4);

/** The steps' matrix (m00, m01; m10, m11), over 2^29. */
let m00: i64 = 0;
let m01: i64 = 0;
let m10: i64 = 0;
let m11: i64 = 0;

const modulusInverse: i64 = invertWord(load<u32>(fq.MODULUS));

/** 1/x modulo 2^29, by doubling the bits that are right. */
function invertWord(x: u32): i64 {
  let y: u32 = x;
  for (let i = 0; i < 4; i++) y *= 2 - x * y;
  return (y as i64) & MASK;
}

/** Rounds that bring every g below 2^256 to 0: 590 steps do, by section 11 there with halved deltas. */
const ROUNDS: i32 = 21;

/** out = 1/a for a public a below 1.2q, in Montgomery form; 0 for 0. */
export function invert(out: usize, a: usize): void {
  begin(a);
  let eta = -1;
  while (!isZero(g)) {
    eta = divide(eta, load<u32>(f), load<u32>(g));
    combineModular();
    combine();
  }
  end(out);
}

/** The same, by the same steps whatever a is. */
export function invertSecret(out: usize, a: usize): void {
  begin(a);
  let zeta = -1;
  for (let round = 0; round < ROUNDS; round++) {
    zeta = divideSecret(zeta, load<u32>(f), load<u32>(g));
    combineModular();
    combine();
  }
  end(out);
}

function begin(a: usize): void {
  memory.copy(f, fq.MODULUS, SIZE);
  fq.sub(g, a, fq.ZERO);
  memory.copy(d, fq.ZERO, SIZE);
  memory.copy(e, fq.UNIT, SIZE);
}

/** f is 1 or -1 and d in (-2q, q). */
function end(out: usize): void {
  addMultiple(1 | (load<i32>(f, 32) >> 31), 0);
  for (let i = 0; i < 2; i++) addMultiple(1, (load<u32>(d, 32) >> 31) as i64);
  fq.mul(out, d, fq.FROM_PLAIN);
  fq.mul(out, out, fq.FROM_PLAIN);
  fq.sub(out, out, fq.ZERO);
}

/** Wipes what a secret's inversion has left. */
export function wipeInverse(): void {
  memory.fill(f, 0, SIZE);
  memory.fill(g, 0, SIZE);
  memory.fill(d, 0, SIZE);
  memory.fill(e, 0, SIZE);
  m00 = 0;
  m01 = 0;
  m10 = 0;
  m11 = 0;
}

function isZero(x: usize): bool {
  for (let i: usize = 0; i < SIZE; i += 4) if (load<u32>(x + i) !== 0) return false;
  return true;
}

/** 29 division steps on the lowest limbs; their matrix, and the new eta. */
function divide(eta: i32, f0: u32, g0: u32): i32 {
  let u: u32 = 1;
  let v: u32 = 0;
  let q: u32 = 0;
  let r: u32 = 1;
  let left = BITS;
  while (true) {
    const zeros = ctz<i32>(g0 | (u32.MAX_VALUE << left));
    g0 >>= zeros;
    u <<= zeros;
    v <<= zeros;
    eta -= zeros;
    left -= zeros;
    if (left === 0) break;
    if (eta < 0) {
      eta = -eta;
      const f1 = f0;
      f0 = g0;
      g0 = -f1;
      const u1 = u;
      u = q;
      q = -u1;
      const v1 = v;
      v = r;
      r = -v1;
    }
    // Cancels as many bits as a swap is away, six at most: f(f² - 2) is -1/f modulo 64.
    const limit = min(eta + 1, left);
    const w = (f0 * g0 * (f0 * f0 - 2)) & (u32.MAX_VALUE >> (32 - limit)) & 63;
    g0 += f0 * w;
    q += u * w;
    r += v * w;
  }
  m00 = u as i32;
  m01 = v as i32;
  m10 = q as i32;
  m11 = r as i32;
  return eta;
}

/** The same step by step, choosing by masks. */
function divideSecret(zeta: i32, f0: u32, g0: u32): i32 {
  let u: u32 = 1;
  let v: u32 = 0;
  let q: u32 = 0;
  let r: u32 = 1;
  for (let i = 0; i < BITS; i++) {
    let swap: u32 = zeta >> 31;
    const odd: u32 = -(g0 & 1);
    g0 += ((f0 ^ swap) - swap) & odd;
    q += ((u ^ swap) - swap) & odd;
    r += ((v ^ swap) - swap) & odd;
    swap &= odd;
    zeta = (zeta ^ (swap as i32)) - 1;
    f0 += g0 & swap;
    u += q & swap;
    v += r & swap;
    g0 >>= 1;
    u <<= 1;
    v <<= 1;
  }
  m00 = u as i32;
  m01 = v as i32;
  m10 = q as i32;
  m11 = r as i32;
  return zeta;
}

/** (f, g) = matrix·(f, g) / 2^29, exactly. */
function combine(): void {
  let cf: i64 = 0;
  let cg: i64 = 0;
  for (let i: usize = 0; i < SIZE; i += 4) {
    const x = load<i32>(f + i) as i64;
    const y = load<i32>(g + i) as i64;
    cf += m00 * x + m01 * y;
    cg += m10 * x + m11 * y;
    if (i > 0) {
      store<u32>(f + i - 4, (cf & MASK) as u32);
      store<u32>(g + i - 4, (cg & MASK) as u32);
    }
    cf >>= BITS;
    cg >>= BITS;
  }
  store<i32>(f, cf as i32, 32);
  store<i32>(g, cg as i32, 32);
}

/** (d, e) = matrix·(d, e) / 2^29 modulo q, within (-2q, q). */
function combineModular(): void {
  const negativeD = (load<i32>(d, 32) >> 31) as i64;
  const negativeE = (load<i32>(e, 32) >> 31) as i64;
  let md = (m00 & negativeD) + (m01 & negativeE);
  let me = (m10 & negativeD) + (m11 & negativeE);
  const d0 = load<i32>(d) as i64;
  const e0 = load<i32>(e) as i64;
  md -= (modulusInverse * ((m00 * d0 + m01 * e0) & MASK) + md) & MASK;
  me -= (modulusInverse * ((m10 * d0 + m11 * e0) & MASK) + me) & MASK;
  let cd: i64 = 0;
  let ce: i64 = 0;
  for (let i: usize = 0; i < SIZE; i += 4) {
    const x = load<i32>(d + i) as i64;
    const y = load<i32>(e + i) as i64;
    const p = load<u32>(fq.MODULUS + i) as i64;
    cd += m00 * x + m01 * y + p * md;
    ce += m10 * x + m11 * y + p * me;
    if (i > 0) {
      store<u32>(d + i - 4, (cd & MASK) as u32);
      store<u32>(e + i - 4, (ce & MASK) as u32);
    }
    cd >>= BITS;
    ce >>= BITS;
  }
  store<i32>(d, cd as i32, 32);
  store<i32>(e, ce as i32, 32);
}

/** d = sign·d + times·q */
function addMultiple(sign: i64, times: i64): void {
  let c: i64 = 0;
  for (let i: usize = 0; i < SIZE; i += 4) {
    c += sign * (load<i32>(d + i) as i64) + times * (load<u32>(fq.MODULUS + i) as i64);
    if (i < 32) store<u32>(d + i, (c & MASK) as u32);
    else store<i32>(d + i, c as i32);
    c >>= BITS;
  }
}
