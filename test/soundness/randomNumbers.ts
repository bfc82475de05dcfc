import { createHash } from 'node:crypto';
import { R } from '@veilgrid/protocol/core/crypto/field';

/** Numbers that look random from the first on, the same for the same seed. */
export function randomNumbers(seed: bigint): () => bigint {
  // A small seed alone would leave the first numbers small and in order, and a choice by them always the same.
  let state = BigInt(`0x${createHash('sha512').update(String(seed)).digest('hex')}`);
  return () => {
    // Knuth's MMIX constants, over 512 bits; the high half is used.
    state = (state * 6364136223846793005n + 1442695040888963407n) & ((1n << 512n) - 1n);
    return ((state >> 128n) ^ (state >> 256n)) % R;
  };
}
