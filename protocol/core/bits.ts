/** Half hours of a day as bits of one number. */

/** Whether bit k stands. */
export function hasBit(bits: bigint, k: number): boolean {
  return ((bits >> BigInt(k)) & 1n) === 1n;
}
