/** Integers as the WebAssembly takes them: 32 little-endian bytes. */
export const Q = 21888242871839275222246405745257275088696311157297823662689037894645226208583n;
export const R = 21888242871839275222246405745257275088548364400416034343698204186575808495617n;
export const COORDINATE_BYTES = 32;

const WORD = 1n << 64n;

/** Writes element `i`; x is below 2^256. */
export function writeWords(words: BigUint64Array, i: number, x: bigint): void {
  // A 64-bit array keeps the low 64 bits of what it is given.
  words[4 * i] = x;
  // Most signals are small, and shifting costs more than comparing.
  if (x < WORD) {
    words.fill(0n, 4 * i + 1, 4 * i + 4);
    return;
  }
  words[4 * i + 1] = x >> 64n;
  words[4 * i + 2] = x >> 128n;
  words[4 * i + 3] = x >> 192n;
}

export function isBelow(x: unknown, modulus: bigint): boolean {
  return typeof x === 'bigint' && x >= 0n && x < modulus;
}
