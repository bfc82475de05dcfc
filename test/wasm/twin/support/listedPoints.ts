/** Points in lists of the twin form, in any of their forms, and points whose abscissas have chosen limbs. */
import { bn254 } from '@noble/curves/bn254.js';
import { BASE, inverse, nearest, RADIX, signedLimbs } from '../../../../wasm-core/scripts/twinForm.mjs';
import { coordinates, G1, G2, type Group, type NoblePoint, Q } from '../../support/points.js';
import { integerOf } from '../../support/twins.js';

export type Limbs = readonly number[];

/** A point's limbs, a list of each coordinate's parts, and whether its address says to negate it. */
export interface Listed {
  readonly point: NoblePoint;
  readonly limbs: readonly Limbs[];
  readonly negated: boolean;
}

export const limbsOf = (x: bigint): number[] => signedLimbs(x).map(Number);
const montgomery = (x: bigint) => nearest(x * RADIX, Q);
/** The largest near integer, whose difference to the modulus is near too. */
export const HALF = Q / 2n;
const UNMONTGOMERY = inverse(RADIX, Q);
export const canonical = (x: bigint) => (((x * UNMONTGOMERY) % Q) + Q) % Q;

/** `abscissa` takes the place of the first limbs of x. */
export function listed(point: NoblePoint, abscissa?: Limbs, negated = false): Listed {
  const limbs = coordinates(point).map((x) => limbsOf(montgomery(x)));
  return { point, negated, limbs: abscissa === undefined ? limbs : [abscissa, ...limbs.slice(1)] };
}

/** The same with these parts of its abscissa a modulus lower. */
export const lowered = (entry: Listed, parts: readonly number[]): Listed => ({
  ...entry,
  limbs: entry.limbs.map((part, i) => (parts.includes(i) ? limbsOf(integerOf(part) - Q) : part)),
});

export const negated = (entry: Listed): Listed => ({ ...entry, negated: !entry.negated });

/** The point of a listed one, its sign turned if the address says so. */
export const pointOf = ({ point, negated: isNegated }: Listed): NoblePoint =>
  isNegated ? (point.negate() as NoblePoint) : point;

/** A point whose abscissa, or its first part, has this Montgomery form, if there is one; the other part has HALF's. */
function pointWith(group: Group, x: bigint): NoblePoint | undefined {
  const { Fp, Fp2 } = bn254.fields;
  const c0 = canonical(x);
  try {
    if (group === 1) return G1.fromAffine({ x: c0, y: Fp.sqrt(Fp.create(c0 ** 3n + 3n)) });
    const abscissa = { c0, c1: canonical(HALF) };
    const square = Fp2.add(Fp2.mul(Fp2.sqr(abscissa), abscissa), G2.CURVE().b);
    return G2.fromAffine({ x: abscissa, y: Fp2.sqrt(square) });
  } catch {
    return undefined;
  }
}

/** The first point whose abscissa has the Montgomery form `first` or that plus a multiple of `step`. */
export function pointFrom(group: Group, first: bigint, step: bigint): { point: NoblePoint; x: bigint } {
  for (let x = first; ; x += step) {
    const point = pointWith(group, x);
    if (point !== undefined) return { point, x };
  }
}

/** A point whose lowest limb is chosen; the others' are those of `seed` or a little more. */
export const pointOfLowest = (group: Group, seed: bigint, lowest: bigint): Listed => {
  const { point, x } = pointFrom(group, seed * BASE + lowest, BASE);
  return listed(point, limbsOf(x));
};
