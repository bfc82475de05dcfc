import { isCanonical } from '@veilgrid/protocol/core/crypto/field';
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import { ensure } from '@veilgrid/protocol/errors';
import { buildPoseidon, type CircomPoseidon } from 'circomlibjs';

const MAX_INPUTS = 16;

// Building parses the constants of every width and compiles a module (over half a second): once a process.
let built: Promise<Hasher> | undefined;

/**
 * Poseidon by circomlibjs. Importing circomlibjs costs about 0.5 s, three quarters of it for the contract
 * generators' ethers, which its `exports` map does not let us leave out.
 */
export function createJsHasher(): Promise<Hasher> {
  built ??= buildPoseidon().then((poseidon) => ({
    permute: (inputs, initialState, nOuts) => permute(poseidon, inputs, initialState, nOuts),
  }));
  return built;
}

function permute(
  poseidon: CircomPoseidon,
  inputs: readonly bigint[],
  initialState: bigint,
  nOuts: number,
): bigint[] {
  const n = inputs.length;
  ensure(n >= 1 && n <= MAX_INPUTS, 'VALUE_OUT_OF_RANGE', { field: 'inputs', length: n });
  ensure(Number.isInteger(nOuts) && nOuts >= 1 && nOuts <= n + 1, 'VALUE_OUT_OF_RANGE', { field: 'nOuts' });
  // circomlibjs would reduce silently: two encodings with one hash.
  ensure(inputs.every(isCanonical), 'FIELD_NOT_CANONICAL', { field: 'inputs' });
  ensure(isCanonical(initialState), 'FIELD_NOT_CANONICAL', { field: 'initialState' });
  const out = poseidon(inputs, initialState, nOuts);
  return (Array.isArray(out) ? out : [out]).map((element) => poseidon.F.toObject(element));
}
