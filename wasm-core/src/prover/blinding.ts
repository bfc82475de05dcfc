import { R } from '@veilgrid/protocol/core/crypto/field';

const SCALAR_BYTES = 32;
/** r has 254 bits. */
const TOP_BITS = 0x3f;
const MODULUS = Uint8Array.from({ length: SCALAR_BYTES }, (_, i) => Number((R >> BigInt(8 * i)) & 0xffn));

/**
 * The scalars that follow the witness: 1 and the proof's r and s, uniform below the modulus, from the system's
 * generator. Made in bytes that can be wiped; a bigint cannot.
 */
export function newBlinding(): Uint8Array {
  const scalars = new Uint8Array(3 * SCALAR_BYTES);
  scalars[0] = 1;
  for (let at = SCALAR_BYTES; at < scalars.length; at += SCALAR_BYTES) {
    const scalar = scalars.subarray(at, at + SCALAR_BYTES);
    do {
      crypto.getRandomValues(scalar);
      scalar[SCALAR_BYTES - 1]! &= TOP_BITS;
    } while (!isBelowModulus(scalar));
  }
  return scalars;
}

function isBelowModulus(scalar: Uint8Array): boolean {
  for (let i = SCALAR_BYTES - 1; i >= 0; i--) if (scalar[i] !== MODULUS[i]) return scalar[i]! < MODULUS[i]!;
  return false;
}
