/** Bytes of an element in a list, and of two in lanes. */
export const LIST: usize = 40;
export const TWIN: usize = 80;
/** From one limb of a lane to the next. */
const STEP: usize = 16;

/** out = the elements a and b of lists. */
export function gather(out: usize, a: usize, b: usize): void {
  v128.store(out, v128.load64_lane(b, v128.load64_zero(a), 1));
  v128.store(out, v128.load64_lane(b, v128.load64_zero(a, 8), 1, 8), 16);
  v128.store(out, v128.load64_lane(b, v128.load64_zero(a, 16), 1, 16), 32);
  v128.store(out, v128.load64_lane(b, v128.load64_zero(a, 24), 1, 24), 48);
  v128.store(out, v128.load64_lane(b, v128.load64_zero(a, 32), 1, 32), 64);
}

/** The same, a and b negated where bit 0 of their signs is set. */
export function gatherSigned(out: usize, a: usize, b: usize, signA: usize, signB: usize): void {
  const signs = i64x2.shl(i64x2.replace_lane(i64x2.splat(signA as i64), 1, signB as i64), 63);
  v128.store(out, v128.xor(signs, v128.load64_lane(b, v128.load64_zero(a), 1)));
  v128.store(out, v128.xor(signs, v128.load64_lane(b, v128.load64_zero(a, 8), 1, 8)), 16);
  v128.store(out, v128.xor(signs, v128.load64_lane(b, v128.load64_zero(a, 16), 1, 16)), 32);
  v128.store(out, v128.xor(signs, v128.load64_lane(b, v128.load64_zero(a, 24), 1, 24)), 48);
  v128.store(out, v128.xor(signs, v128.load64_lane(b, v128.load64_zero(a, 32), 1, 32)), 64);
}

/** out, of a list = one lane of a. */
export function scatter(out: usize, a: usize, lane: usize): void {
  const from = a + 8 * lane;
  store<u64>(out, load<u64>(from));
  store<u64>(out, load<u64>(from, 16), 8);
  store<u64>(out, load<u64>(from, 32), 16);
  store<u64>(out, load<u64>(from, 48), 24);
  store<u64>(out, load<u64>(from, 64), 32);
}

/** out = -a, both lanes. */
export function negate(out: usize, a: usize): void {
  for (let i: usize = 0; i < TWIN; i += STEP) v128.store(out + i, f64x2.neg(v128.load(a + i)));
}

/** Whether the integer in 32 bytes is below the modulus in `words`. */
export function isBelow(bytes: usize, words: usize): bool {
  for (let at: usize = 32; at > 0; at -= 8) {
    const a = load<u64>(bytes + at - 8);
    const b = load<u64>(words + at - 8);
    if (a !== b) return a < b;
  }
  return false;
}

const MASK: u64 = (1 << 51) - 1;

/** A lane of `out` = the integer of 32 bytes, below 2^255: limbs of up to 51 bits. */
export function unpackLane(out: usize, lane: usize, bytes: usize): void {
  const a = load<u64>(bytes);
  const b = load<u64>(bytes, 8);
  const c = load<u64>(bytes, 16);
  const d = load<u64>(bytes, 24);
  const to = out + 8 * lane;
  store<f64>(to, (a & MASK) as f64);
  store<f64>(to, (((a >> 51) | (b << 13)) & MASK) as f64, 16);
  store<f64>(to, (((b >> 38) | (c << 26)) & MASK) as f64, 32);
  store<f64>(to, (((c >> 25) | (d << 39)) & MASK) as f64, 48);
  store<f64>(to, (d >> 12) as f64, 64);
}

/** 32 bytes = the canonical integer of a near lane, for the modulus whose limbs `p` are five i64. */
export function packLane(bytes: usize, a: usize, lane: usize, p: usize): void {
  const from = a + 8 * lane;
  let l0 = load<f64>(from) as i64;
  let l1 = load<f64>(from, 16) as i64;
  let l2 = load<f64>(from, 32) as i64;
  let l3 = load<f64>(from, 48) as i64;
  let l4 = load<f64>(from, 64) as i64;
  // Negative by the highest limb once carries have come up; then the modulus is added. The same steps either way.
  l1 += l0 >> 51;
  l2 += l1 >> 51;
  l3 += l2 >> 51;
  const sign = (l4 + (l3 >> 51)) >> 63;
  l0 = (l0 & MASK) + (load<i64>(p) & sign);
  l1 = (l1 & MASK) + (load<i64>(p, 8) & sign) + (l0 >> 51);
  l2 = (l2 & MASK) + (load<i64>(p, 16) & sign) + (l1 >> 51);
  l4 += l3 >> 51;
  l3 = (l3 & MASK) + (load<i64>(p, 24) & sign) + (l2 >> 51);
  l4 += (load<i64>(p, 32) & sign) + (l3 >> 51);
  store<u64>(bytes, (l0 & MASK) | (l1 << 51));
  store<u64>(bytes, ((l1 & MASK) >> 13) | (l2 << 38), 8);
  store<u64>(bytes, ((l2 & MASK) >> 26) | (l3 << 25), 16);
  store<u64>(bytes, ((l3 & MASK) >> 39) | (l4 << 12), 24);
}
