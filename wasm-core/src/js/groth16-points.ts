import type { Curve } from 'snarkjs';

const COORDINATE_BYTES = 32;

export function littleEndian(value: bigint, bytes: number): Uint8Array {
  const out = new Uint8Array(bytes);
  for (let i = 0, rest = value; i < bytes; i++, rest >>= 8n) out[i] = Number(rest & 0xffn);
  return out;
}

/** Canonical coordinates as the affine point that the curve's functions take (little-endian, Montgomery form). */
export function affinePoint(curve: Curve, group: 'g1m' | 'g2m', coordinates: readonly bigint[]): Uint8Array {
  const bytes = new Uint8Array(coordinates.length * COORDINATE_BYTES);
  for (const [i, x] of coordinates.entries())
    bytes.set(littleEndian(x, COORDINATE_BYTES), i * COORDINATE_BYTES);
  const { tm } = curve;
  tm.startSyncOp();
  const pointer = tm.allocBuff(bytes);
  tm.instance.exports[`${group}_toMontgomeryAffine`]!(pointer, pointer);
  const point = tm.getBuff(pointer, bytes.length);
  tm.endSyncOp();
  return point;
}

/** Whether the point, which is not infinity, satisfies the curve's (g2m: the twist's) equation. */
export function isOnCurve(curve: Curve, group: 'g1m' | 'g2m', point: Uint8Array): boolean {
  const { tm } = curve;
  tm.startSyncOp();
  const holds = tm.instance.exports[`${group}_inCurveAffine`]!(tm.allocBuff(point)) !== 0;
  tm.endSyncOp();
  return holds;
}

/** The twist has a cofactor; the subgroup is what r annihilates. (G1 has none.) */
export function isInSubgroup(curve: Curve, point: Uint8Array): boolean {
  return curve.G2.isZero(curve.G2.timesScalar(point, curve.r));
}

/** Σ scalarᵢ·pointᵢ over affine G1 points laid end to end; `scalars` are little-endian of equal length. */
export function multiExp(
  curve: Curve,
  points: Uint8Array,
  scalars: Uint8Array,
  scalarBytes: number,
): Uint8Array {
  const { tm } = curve;
  tm.startSyncOp();
  const result = tm.alloc(3 * COORDINATE_BYTES);
  const count = scalars.length / scalarBytes;
  tm.instance.exports.g1m_multiexpAffine!(
    tm.allocBuff(points),
    tm.allocBuff(scalars),
    scalarBytes,
    count,
    result,
  );
  const sum = tm.getBuff(result, 3 * COORDINATE_BYTES);
  tm.endSyncOp();
  return sum;
}
