import { usesSnarkjs } from '../choice.js';
import type { Prover } from './interface.js';
import { ProverPool } from './pool.js';

export { ProverError, type ProverErrorCode } from './errors.js';
export type { FileOrBytes } from './files.js';
export type { Prover, ProvingFiles } from './interface.js';
export type { ProofResult } from './result.js';
export type { CircuitInput, InputValue } from './witness.js';

export interface ProverOptions {
  /** Threads; default: one for every core. */
  readonly workers?: number;
  /** Proofs that may wait or run at once. */
  readonly maxQueue?: number;
}

const MAX_QUEUE = 1024;

/**
 * Proves in WebAssembly on threads, in Node.js and browsers, or in processes with snarkjs's curve where
 * VEILGRID_PROVER is `snarkjs`. Starts with the first proof.
 */
export function createProver({ workers, maxQueue = MAX_QUEUE }: ProverOptions = {}): Prover {
  let made: Promise<Prover> | undefined;
  const prover = () => {
    made ??= usesSnarkjs()
      ? import('../js/prover.js').then((js) => js.createSnarkjsProver(workers, maxQueue))
      : ProverPool.create(workers, maxQueue);
    return made;
  };
  return {
    prove: async (files, input) => (await prover()).prove(files, input),
    proveWitness: async (zkey, wtns) => (await prover()).proveWitness(zkey, wtns),
    close: async () => (await made)?.close(),
  };
}
