import { randomBytes } from '@noble/hashes/utils.js';
import { bytesToBigInt, reduceWide } from '@veilgrid/protocol/core/crypto/field';

export function randomElement(): bigint {
  return reduceWide(randomBytes(64));
}

/** Uniform in [0, 2^bits). */
export function randomBits(bits: number): bigint {
  const bytes = Math.ceil(bits / 8);
  return bytesToBigInt(randomBytes(bytes)) >> BigInt(8 * bytes - bits);
}
