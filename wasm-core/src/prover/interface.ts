import type { FileOrBytes } from './files.js';
import type { ProofResult } from './result.js';
import type { CircuitInput } from './witness.js';

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
