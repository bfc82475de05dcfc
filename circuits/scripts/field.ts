/** Arithmetic in the scalar field of BN254, as far as key building needs it. */
export const R = 21888242871839275222246405745257275088548364400416034343698204186575808495617n;

/** The scalar field's multiplicative group has a subgroup of order 2^28. */
export const TWO_ADICITY = 28;

/** Least non-square: snarkjs derives its roots of unity from it, and proofs must use the same ones. */
const NON_RESIDUE = 5n;

export function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let square = base, e = exponent; e > 0n; e >>= 1n, square = (square * square) % R) {
    if (e & 1n) result = (result * square) % R;
  }
  return result;
}

export const inverse = (x: bigint): bigint => power(x, R - 2n);

/** Primitive root of unity of order 2^log. */
export function rootOfUnity(log: number): bigint {
  const full = power(NON_RESIDUE, (R - 1n) >> BigInt(TWO_ADICITY));
  return power(full, 1n << BigInt(TWO_ADICITY - log));
}

/** Inverts all elements with one inversion (Montgomery's trick); none may be zero. */
export function batchInverse(elements: readonly bigint[]): bigint[] {
  const prefix: bigint[] = [];
  let product = 1n;
  for (const x of elements) {
    prefix.push(product);
    product = (product * x) % R;
  }
  if (product === 0n) throw new RangeError('zero has no inverse');
  let suffix = inverse(product);
  const out = new Array<bigint>(elements.length);
  for (let i = elements.length - 1; i >= 0; i--) {
    out[i] = (suffix * prefix[i]!) % R;
    suffix = (suffix * elements[i]!) % R;
  }
  return out;
}

export function toLittleEndian(x: bigint, out: Buffer, offset: number): void {
  for (let i = 0; i < 4; i++)
    out.writeBigUInt64LE((x >> BigInt(64 * i)) & 0xffff_ffff_ffff_ffffn, offset + 8 * i);
}

export function fromLittleEndian(bytes: Buffer, offset: number): bigint {
  let x = 0n;
  for (let i = 3; i >= 0; i--) x = (x << 64n) | bytes.readBigUInt64LE(offset + 8 * i);
  return x;
}
