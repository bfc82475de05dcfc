/**
 * EdDSA over Baby Jubjub with Poseidon, as circomlib's EdDSAPoseidonVerifier checks it:
 * S·B8 = R8 + 8h·A with h = Poseidon(R8x, R8y, Ax, Ay, M).
 */
import { sha512 } from '@noble/hashes/sha2.js';
import { add, equal, isValidKey, mul, mulBase, type Point, SUBGROUP_ORDER } from './babyjub.js';
import { bigIntToBytes, bytesToBigInt } from './field.js';
import type { Hasher } from './hash.js';

export interface Signature {
  readonly r8: Point;
  readonly s: bigint;
}

function challenge(hasher: Hasher, r8: Point, key: Point, message: bigint): bigint {
  return hasher.permute([r8.x, r8.y, key.x, key.y, message], 0n, 1)[0]!;
}

/**
 * @param secret scalar in [1, l); the public key is secret·Base8
 * @param message field element
 */
export function sign(hasher: Hasher, secret: bigint, message: bigint): Signature {
  const key = mulBase(secret);
  const nonceInput = new Uint8Array(64);
  nonceInput.set(bigIntToBytes(secret, 32), 0);
  nonceInput.set(bigIntToBytes(message, 32), 32);
  // Deterministic nonce from 512 bits, so that its bias modulo the 251-bit order is negligible.
  const nonce = bytesToBigInt(sha512(nonceInput)) % SUBGROUP_ORDER;
  const r8 = mulBase(nonce);
  const h = challenge(hasher, r8, key, message);
  return { r8, s: (nonce + 8n * h * secret) % SUBGROUP_ORDER };
}

export function verify(hasher: Hasher, key: Point, message: bigint, { r8, s }: Signature): boolean {
  if (s < 0n || s >= SUBGROUP_ORDER) return false;
  if (!isValidKey(key) || !isValidKey(r8)) return false;
  const h = challenge(hasher, r8, key, message);
  return equal(mulBase(s), add(r8, mul(key, 8n * h)));
}
