import { randomBytes } from '@noble/hashes/utils.js';
import { bytesToBigInt, R } from '@veilgrid/protocol/field';

/** 512 bits modulo r: the bias is below 2^-250. */
export function reduceWide(bytes: Uint8Array): bigint {
  if (bytes.length !== 64) throw new RangeError('64 bytes are reduced');
  return bytesToBigInt(bytes) % R;
}

export function randomElement(): bigint {
  return reduceWide(randomBytes(64));
}

/** Uniform in [0, 2^bits). */
export function randomBits(bits: number): bigint {
  const bytes = Math.ceil(bits / 8);
  return bytesToBigInt(randomBytes(bytes)) >> BigInt(8 * bytes - bits);
}
