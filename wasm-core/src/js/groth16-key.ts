import type { Curve } from 'snarkjs';
import { affinePoint, isInSubgroup, isOnCurve } from './groth16-points.js';

/** A verification key as snarkjs exports it; coordinates are decimal strings. */
export interface VerificationKeyJson {
  protocol: string;
  curve: string;
  nPublic: number;
  vk_alpha_1: string[];
  vk_beta_2: string[][];
  vk_gamma_2: string[][];
  vk_delta_2: string[][];
  IC: string[][];
}

/** A verification key ready for use: fixed points prepared, e(alpha, beta) computed. */
export interface PreparedKey {
  nPublic: number;
  /** IC as affine points, the constant's first. */
  ic: readonly Uint8Array[];
  gamma: Uint8Array;
  delta: Uint8Array;
  alphaBeta: Uint8Array;
}

/** More public signals than any circuit has: a bound for keys from outside. */
const MAX_PUBLIC = 4_096;

export class VerificationKeyError extends Error {
  override readonly name = 'VerificationKeyError';
  readonly code = 'VERIFICATION_KEY_INVALID';

  constructor(readonly reason: string) {
    super(`unusable verification key: ${reason}`);
  }
}

function coordinate(curve: Curve, text: unknown): bigint {
  if (typeof text !== 'string' || !/^(0|[1-9]\d{0,77})$/.test(text))
    throw new VerificationKeyError('coordinate');
  const value = BigInt(text);
  if (value >= curve.q) throw new VerificationKeyError('coordinate not below q');
  return value;
}

/** A point of the key: affine (third coordinate 1), on its curve, in its subgroup, not infinity. */
function keyPoint(curve: Curve, group: 'g1m' | 'g2m', json: unknown): Uint8Array {
  const [x, y, z] = (Array.isArray(json) ? json : []) as unknown[];
  const coordinates = [x, y].flat().map((text) => coordinate(curve, text));
  const affine = JSON.stringify(z) === (group === 'g1m' ? '"1"' : '["1","0"]');
  if (!affine || coordinates.length !== (group === 'g1m' ? 2 : 4)) throw new VerificationKeyError('point');
  const point = affinePoint(curve, group, coordinates);
  if (coordinates.every((value) => value === 0n) || !isOnCurve(curve, group, point)) {
    throw new VerificationKeyError('point not on its curve');
  }
  if (group === 'g2m' && !isInSubgroup(curve, point)) throw new VerificationKeyError('point not in G2');
  return point;
}

/** Checks a verification key and prepares it; where the key comes from is the caller's to check (by its hash). */
export function prepareKey(curve: Curve, json: VerificationKeyJson): PreparedKey {
  if (json.protocol !== 'groth16' || json.curve !== 'bn128') throw new VerificationKeyError('protocol');
  const { nPublic } = json;
  const sized = Number.isInteger(nPublic) && nPublic >= 0 && nPublic <= MAX_PUBLIC;
  if (!sized || !Array.isArray(json.IC) || json.IC.length !== nPublic + 1)
    throw new VerificationKeyError('size');
  const alpha = keyPoint(curve, 'g1m', json.vk_alpha_1);
  const beta = keyPoint(curve, 'g2m', json.vk_beta_2);
  const gamma = keyPoint(curve, 'g2m', json.vk_gamma_2);
  const delta = keyPoint(curve, 'g2m', json.vk_delta_2);
  // With gamma = delta, public signals could be moved into the proof: any statement would verify.
  if (Buffer.compare(gamma, delta) === 0) throw new VerificationKeyError('gamma equals delta');
  const loop = curve.millerLoop(
    curve.prepareG1(curve.G1.toJacobian(alpha)),
    curve.prepareG2(curve.G2.toJacobian(beta)),
  );
  return {
    nPublic,
    ic: json.IC.map((point) => keyPoint(curve, 'g1m', point)),
    gamma: curve.prepareG2(curve.G2.toJacobian(gamma)),
    delta: curve.prepareG2(curve.G2.toJacobian(delta)),
    alphaBeta: curve.finalExponentiation(loop),
  };
}
