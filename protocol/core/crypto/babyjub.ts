/**
 * Baby Jubjub (EIP-2494): the twisted Edwards curve over BN254's scalar field that circuits use.
 * Arithmetic is @noble/curves'; the generator here is circomlib's Base8, of prime order l.
 */
import { babyjubjub } from '@noble/curves/misc.js';
import { R } from './field.js';

/** A point of Baby Jubjub, affine; coordinates in [0, r). */
export interface Point {
  readonly x: bigint;
  readonly y: bigint;
}

/** Order of the prime subgroup. */
export const SUBGROUP_ORDER = 2736030358979909402780800718157159386076813972158567259200215660948447373041n;

const Curve = babyjubjub.Point;
type CurvePoint = InstanceType<typeof Curve>;

export const BASE8: Point = {
  x: 5299619240641551281634865583518297030282874472190772894086521144482721001553n,
  y: 16950150798460657717958625567821834550301663161624707787222815936182638968203n,
};

const base = Curve.fromAffine(BASE8);

function affine(p: CurvePoint): Point {
  const { x, y } = p.toAffine();
  return { x, y };
}

/** scalar · Base8 */
export function mulBase(scalar: bigint): Point {
  return affine(base.multiplyUnsafe(scalar % SUBGROUP_ORDER));
}

/** scalar · p, for p in the prime subgroup. */
export function mul(p: Point, scalar: bigint): Point {
  return affine(Curve.fromAffine(p).multiplyUnsafe(scalar % SUBGROUP_ORDER));
}

export function add(p: Point, q: Point): Point {
  return affine(Curve.fromAffine(p).add(Curve.fromAffine(q)));
}

export function negate(p: Point): Point {
  return { x: p.x === 0n ? 0n : R - p.x, y: p.y };
}

export function equal(p: Point, q: Point): boolean {
  return p.x === q.x && p.y === q.y;
}

/** Canonical, on the curve, in the prime subgroup and not the identity. */
export function isValidKey(p: Point): boolean {
  if (p.x < 0n || p.x >= R || p.y < 0n || p.y >= R) return false;
  if (p.x === 0n && p.y === 1n) return false;
  try {
    const point = Curve.fromAffine(p);
    point.assertValidity();
    return point.isTorsionFree();
  } catch {
    return false;
  }
}
