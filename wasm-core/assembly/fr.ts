/** BN254's scalar field, Montgomery form; the kernels are generated. */
import { dot, MODULUS, mul, ONE, RADIX_SQUARED, UNIT, ZERO } from './generated/fr';
import { limb, pack, SIZE, subtract, subtractOnce, unpack } from './limbs';

const scratch: usize = memory.data(144, 16);

/** out = value at `bytes` + addend; false unless the value is canonical. */
export function fromBytes(out: usize, bytes: usize, addend: usize): bool {
  const canonical = unpack(scratch, bytes, MODULUS);
  dot(out, scratch, RADIX_SQUARED, 1, addend);
  return canonical;
}

export function toBytes(bytes: usize, x: usize): void {
  dot(scratch, x, UNIT, 1, ZERO);
  subtractOnce(scratch, MODULUS);
  pack(bytes, scratch);
}

/** Brings any element into [0, p). */
export function reduceFully(x: usize): void {
  mul(x, x, ONE);
  subtractOnce(x, MODULUS);
}

/** out = p - x, for a fully reduced x. */
export function negate(out: usize, x: usize): void {
  subtract(out, MODULUS, x);
}

/** out = 1 / x by Fermat; 0 for 0. Out and x are different elements. */
export function inverse(out: usize, x: usize): void {
  memory.copy(out, ONE, SIZE);
  for (let bit = 253; bit >= 0; bit--) {
    mul(out, out, out);
    // p - 2 differs from p in the lowest limb only, which is 2^28 + 1.
    const word = limb(MODULUS, bit / 29) - (bit < 29 ? 2 : 0);
    if ((word >> (bit % 29)) & 1) mul(out, out, x);
  }
}
