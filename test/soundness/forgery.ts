import { BASE8, mulBase, type Point, SUBGROUP_ORDER } from '@veilgrid/protocol/core/crypto/babyjub';
import { mod, R } from '@veilgrid/protocol/core/crypto/field';
import { type Hasher, hash } from '@veilgrid/protocol/core/crypto/hash';
import { inverse } from './system.js';

// Baby Jubjub as in circomlib: A x² + y² = 1 + D x² y².
const A = 168_700n;
const D = 168_696n;

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let square = mod(base), e = exponent; e > 0n; e >>= 1n, square = mod(square * square)) {
    if (e & 1n) result = mod(result * square);
  }
  return result;
}

/** A square root by Cipolla's algorithm; undefined where there is none. */
export function squareRoot(n: bigint): bigint | undefined {
  const square = mod(n);
  if (square === 0n) return 0n;
  const isSquare = (x: bigint) => power(x, (R - 1n) / 2n) === 1n;
  if (!isSquare(square)) return undefined;
  let a = 1n;
  while (isSquare(a * a - square)) a++;
  const w = mod(a * a - square);
  let [x, y] = [1n, 0n];
  let [u, v] = [a, 1n];
  for (let e = (R + 1n) / 2n; e > 0n; e >>= 1n) {
    if (e & 1n) [x, y] = [mod(x * u + y * v * w), mod(x * v + y * u)];
    [u, v] = [mod(u * u + v * v * w), mod(2n * u * v)];
  }
  return x;
}

/**
 * A "key" off the curve under which anybody signs any message: by circomlib's doubling formulas 4·A has y = 0
 * and x ≠ 0, so 8·A has x = 0, passes for the neutral point, and S·B8 = R8 is all that is left to satisfy.
 * With 2·A = (x₂, √a·x₂), u = x·y and t = y/x, that is t − a/t = 2√a (1 − d·u²) / (1 + d·u²).
 */
export function keyOfEverybody(): { key: Point; signature: { S: bigint; R8: Point } } {
  const rootA = squareRoot(A)!;
  for (let u = 1n; ; u++) {
    const c = mod(2n * rootA * (1n - D * u * u) * inverse(mod(1n + D * u * u)));
    const root = squareRoot(c * c + 4n * A);
    if (root === undefined) continue;
    const t = mod((c + root) * inverse(2n));
    const x = squareRoot(u * inverse(t));
    if (x === undefined) continue;
    return { key: { x, y: mod(t * x) }, signature: { S: 1n, R8: BASE8 } };
  }
}

/**
 * Signatures by the holder of `secret` whose equation holds in one coordinate only: S·B8 is the right side's
 * negative (x differs), or that of a right side moved by the point (0, -1) of order 2, (x, y) → (-x, -y), so
 * that y differs.
 */
export function halfSignatures(hasher: Hasher, secret: bigint, message: bigint) {
  const nonce = 12_345n;
  const key = mulBase(secret);
  const drawn = mulBase(nonce);
  const negated = (R8: Point) => {
    const h = hash(hasher, 0n, [R8.x, R8.y, key.x, key.y, message]);
    return { S: SUBGROUP_ORDER - ((nonce + 8n * h * secret) % SUBGROUP_ORDER), R8 };
  };
  return { key, wrongX: negated(drawn), wrongY: negated({ x: mod(-drawn.x), y: mod(-drawn.y) }) };
}
