import { R } from '@veilgrid/protocol/core/crypto/field';

/** Residues where carries and signs of limbs change. */
export const EDGES = [0n, 1n, R - 1n, R / 2n, R / 2n + 1n, 2n ** 50n, 2n ** 51n - 1n, 2n ** 204n, 2n ** 253n];

/** Pseudorandom elements of Fr, a third of them edges. */
export function elementsOf(count: number, seed: number): bigint[] {
  let x = BigInt(seed) + 3n;
  return Array.from({ length: count }, (_, i) => {
    x = (x * x * x + BigInt(i) + 5n) % R;
    return i % 3 === 1 ? EDGES[(i + seed) % EDGES.length]! : x;
  });
}
