/** The scalar field of BN254: circuit signals, hashes and commitments. */
export const R = 21888242871839275222246405745257275088548364400416034343698204186575808495617n;
/** The base field of BN254: coordinates of proofs. */
export const Q = 21888242871839275222246405745257275088696311157297823662689037894645226208583n;

/** The representative of `x` in [0, r). */
export function mod(x: bigint): bigint {
  const y = x % R;
  return y < 0n ? y + R : y;
}

export function isCanonical(x: bigint): boolean {
  return x >= 0n && x < R;
}

export function bytesToBigInt(bytes: Uint8Array): bigint {
  let x = 0n;
  for (const b of bytes) x = (x << 8n) | BigInt(b);
  return x;
}

export function bigIntToBytes(x: bigint, length: number): Uint8Array {
  const out = new Uint8Array(length);
  for (let i = length - 1; i >= 0; i--) {
    out[i] = Number(x & 0xffn);
    x >>= 8n;
  }
  if (x !== 0n) throw new RangeError(`integer does not fit ${length} bytes`);
  return out;
}

/** 512 uniform bits modulo r or the curve's order: the bias is below 2^-250. */
export function reduceWide(bytes: Uint8Array, modulus: bigint = R): bigint {
  if (bytes.length !== 64) throw new RangeError('64 bytes are reduced');
  return bytesToBigInt(bytes) % modulus;
}

export function hex(x: bigint): string {
  return x.toString(16).padStart(64, '0');
}

/** The number of least size that a field element stands for. */
export function signed(x: bigint): bigint {
  return x > R / 2n ? x - R : x;
}
