/** noble's points in a zkey's form, and scalars in bytes. */
import { bn254 } from '@noble/curves/bn254.js';

export const { G1, G2 } = { G1: bn254.G1.Point, G2: bn254.G2.Point };
export const Q = bn254.fields.Fp.ORDER;
export const R = bn254.fields.Fr.ORDER;
const MONTGOMERY = 2n ** 256n;

export type Group = 1 | 2;
export type NoblePoint = InstanceType<typeof G1> | InstanceType<typeof G2>;

export function littleEndian(values: readonly bigint[]): Uint8Array {
  const bytes = new Uint8Array(32 * values.length);
  values.forEach((x, i) => {
    for (let k = 0; k < 32; k++) bytes[32 * i + k] = Number((x >> BigInt(8 * k)) & 0xffn);
  });
  return bytes;
}

/** Affine coordinates; infinity is all 0. */
export function coordinates(point: NoblePoint): bigint[] {
  const { x, y } = point.toAffine();
  if (point.is0()) return typeof x === 'bigint' ? [0n, 0n] : [0n, 0n, 0n, 0n];
  return [x, y].flatMap((c) => (typeof c === 'bigint' ? [c] : [c.c0, c.c1]));
}

export const zkeyPoint = (point: NoblePoint): Uint8Array =>
  littleEndian(coordinates(point).map((c) => (c * MONTGOMERY) % Q));

export const generator = (group: Group): NoblePoint => (group === 1 ? G1.BASE : G2.BASE);
export const zero = (group: Group): NoblePoint => (group === 1 ? G1.ZERO : G2.ZERO);

/** noble refuses to multiply by 0. */
export const times = (point: NoblePoint, scalar: bigint): NoblePoint =>
  scalar === 0n ? point.subtract(point as never) : (point.multiply(scalar) as NoblePoint);
