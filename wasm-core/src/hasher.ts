import type { Hasher } from '@veilgrid/protocol/hash';
import { createJsHasher } from './js/hasher.js';

/** The process's Poseidon. */
export function createHasher(): Promise<Hasher> {
  return createJsHasher();
}
