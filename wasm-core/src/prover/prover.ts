import { usesSnarkjs } from '../choice.js';
import type { FileOrBytes } from './files.js';
import { ProverPool } from './pool.js';
import type { ProofResult } from './result.js';
import type { CircuitInput } from './witness.js';

export { ProverError, type ProverErrorCode } from './errors.js';
export type { FileOrBytes } from './files.js';
export type { ProofResult } from './result.js';
export type { CircuitInput, InputValue } from './witness.js';

/** A circuit's witness calculator and proving key. */
export interface ProvingFiles {
  readonly wasm: FileOrBytes;
  readonly zkey: FileOrBytes;
}

/** Files stay loaded, paths by their name and bytes by their identity: a day proves the same few circuits. */
export interface Prover {
  /** @throws ProverError, PoolError */
  prove(files: ProvingFiles, input: CircuitInput): Promise<ProofResult>;
  /** From a wtns file. */
  proveWitness(zkey: FileOrBytes, wtns: FileOrBytes): Promise<ProofResult>;
  close(): Promise<void>;
}

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
