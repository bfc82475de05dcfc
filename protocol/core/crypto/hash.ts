/**
 * Poseidon with a domain tag in the capacity element.
 * Permutation and constants are circomlib's (Grassi et al., "Poseidon", USENIX Security 2021).
 */

export interface Hasher {
  /**
   * First `nOuts` elements of the state after one permutation of width inputs.length + 1.
   * Element 0 is the capacity: free for hashing, never part of a keystream.
   * @param inputs 1 to 16 field elements in [0, r)
   */
  permute(inputs: readonly bigint[], initialState: bigint, nOuts: number): bigint[];
}

const RATE = 16;

/** H(TAG, x1…xn): one permutation up to 16 elements, else blocks of 16 chained through the capacity. */
export function hash(hasher: Hasher, domain: bigint, inputs: readonly bigint[]): bigint {
  if (inputs.length <= RATE) return hasher.permute(inputs, domain, 1)[0]!;
  let state = domain;
  for (let i = 0; i < inputs.length; i += RATE) {
    const block = inputs.slice(i, i + RATE);
    while (block.length < RATE) block.push(0n);
    state = hasher.permute(block, state, 1)[0]!;
  }
  return state;
}

/**
 * `n` rate elements of one permutation. The width leaves room for `n` outputs beside the capacity,
 * whose secrecy makes the stream a PRF of the secret inputs.
 */
export function squeeze(hasher: Hasher, domain: bigint, inputs: readonly bigint[], n: number): bigint[] {
  const width = Math.max(n, inputs.length);
  const padded = [...inputs];
  while (padded.length < width) padded.push(0n);
  return hasher.permute(padded, domain, n + 1).slice(1);
}
