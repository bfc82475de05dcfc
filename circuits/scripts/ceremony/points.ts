/**
 * Points of a proving key that contributions change. snarkjs compares them by pairings, which mean something on
 * the curve only, and does not look whether they lie there.
 */
import { bn254 } from '@noble/curves/bn254.js';
import { fromLittleEndian } from '../field.js';
import { fromMontgomery, Q } from './field.js';

const G1_BYTES = 64;
const G2_BYTES = 128;
const B = 3n;

const coordinate = (bytes: Buffer, i: number): bigint => fromMontgomery(fromLittleEndian(bytes, 32 * i));

/** Index of the first point that is not on the curve, or −1. (0, 0) is infinity, which unused signals have. */
export function firstOffCurve(points: Buffer): number {
  for (let i = 0; i < points.length / G1_BYTES; i++) {
    const x = coordinate(points, 2 * i);
    const y = coordinate(points, 2 * i + 1);
    if (x >= Q || y >= Q || ((x !== 0n || y !== 0n) && (y * y - x * x * x - B) % Q !== 0n)) return i;
  }
  return -1;
}

/** Index of the first point of G2 that is not on its curve, or −1; whether it is in the subgroup is not looked at. */
export function firstOffTwist(points: Buffer): number {
  const { Fp2 } = bn254.fields;
  const { b } = bn254.G2.Point.CURVE();
  for (let i = 0; i < points.length / G2_BYTES; i++) {
    const [x0, x1, y0, y1] = [0, 1, 2, 3].map((j) => coordinate(points, 4 * i + j)) as [
      bigint,
      bigint,
      bigint,
      bigint,
    ];
    const [x, y] = [Fp2.create({ c0: x0, c1: x1 }), Fp2.create({ c0: y0, c1: y1 })];
    if (!Fp2.eql(Fp2.sqr(y), Fp2.add(Fp2.mul(Fp2.sqr(x), x), b))) return i;
  }
  return -1;
}

/** A point of G2 on the curve and in the subgroup, not infinity. */
export function isInG2(point: Buffer): boolean {
  const [x0, x1, y0, y1] = [0, 1, 2, 3].map((i) => coordinate(point, i)) as [bigint, bigint, bigint, bigint];
  const { Fp2 } = bn254.fields;
  try {
    bn254.G2.Point.fromAffine({
      x: Fp2.create({ c0: x0, c1: x1 }),
      y: Fp2.create({ c0: y0, c1: y1 }),
    }).assertValidity();
    return x0 + x1 + y0 + y1 !== 0n;
  } catch {
    return false;
  }
}
