import { R } from '@veilgrid/protocol/core/crypto/field';

/** Numbers that look random and are the same every time. */
export function randomNumbers(seed: bigint): () => bigint {
  let state = seed;
  return () => {
    // Knuth's MMIX constants, over 512 bits; the high half is used.
    state = (state * 6364136223846793005n + 1442695040888963407n) & ((1n << 512n) - 1n);
    return ((state >> 128n) ^ (state >> 256n)) % R;
  };
}
