import { bytesToBigInt } from '@veilgrid/protocol/field';
import type { Groth16Proof } from '@veilgrid/protocol/proof';
import { type MemoryFile, wtns } from 'snarkjs';
import { ProverError, type ProverErrorCode } from './groth16-errors.js';
import { loadProvingFiles, type ProvingFiles } from './groth16-files.js';
import { ProcessPool } from './groth16-pool.js';

export { ProverError, type ProverErrorCode } from './groth16-errors.js';
export type { ProvingFiles } from './groth16-files.js';

/** Values of the circuit's input signals, arrays nested as the circuit declares them. */
export type CircuitInput = { readonly [signal: string]: InputValue };
export type InputValue = bigint | readonly InputValue[];

export interface ProofResult {
  proof: Groth16Proof;
  publicSignals: bigint[];
}

export interface ProofJob {
  files: ProvingFiles;
  input: CircuitInput;
}

/** What precedes the witness in a wtns file: its header, and the field's prime. */
const WTNS_HEADER_BYTES = 76;
const SCALAR_BYTES = 32;

/** The calculator's message, cut to the circuit's templates and lines: values in it may be secrets. */
function witnessError(message: string): ProverError {
  const lines = [...message.matchAll(/Error in template \S+ line: \d+/g)].map((match) => match[0]);
  if (lines.length > 0) return new ProverError('WITNESS', lines.join('; '));
  const signal = /Signal (\w+) not found|(?:Not enough|Too many) values for input signal (\w+)/.exec(message);
  if (signal !== null) return new ProverError('INPUT', `wrong input signal ${signal[1] ?? signal[2]}`);
  if (/Not all inputs have been set/.test(message))
    return new ProverError('INPUT', 'input signals are missing');
  return new ProverError('WITNESS', 'the witness cannot be computed');
}

async function calculateWitness(wasm: Uint8Array, input: CircuitInput): Promise<Uint8Array> {
  const witness: MemoryFile = { type: 'mem' };
  try {
    await wtns.calculate(input, wasm, witness);
  } catch (cause) {
    throw witnessError((cause as Error).message);
  }
  return witness.data!.slice(WTNS_HEADER_BYTES);
}

/** Proves on the calling thread. Throws ProverError. */
export async function prove({ files, input }: ProofJob): Promise<ProofResult> {
  const loaded = loadProvingFiles(files).catch((cause: Error) => {
    throw new ProverError('PROVE', cause.message);
  });
  const { wasm, key } = await loaded;
  const witness = await calculateWitness(wasm, input);
  try {
    const proof = await key.prove(witness);
    const publicSignals = Array.from({ length: key.nPublic }, (_, i) =>
      bytesToBigInt(witness.slice(SCALAR_BYTES * (i + 1), SCALAR_BYTES * (i + 2)).reverse()),
    );
    return { proof, publicSignals };
  } catch (cause) {
    throw new ProverError('PROVE', (cause as Error).message);
  }
}

export interface Prover {
  prove(files: ProvingFiles, input: CircuitInput): Promise<ProofResult>;
  close(): Promise<void>;
}

/**
 * Processes that make one proof each at a time: two single-threaded proofs side by side take less time
 * than two proofs one after the other on two threads, as a good part of a proof does not run in parallel.
 */
export function createProver(options: { workers: number; maxQueue?: number }): Prover {
  const pool = new ProcessPool<ProofJob, ProofResult>({
    script: new URL('./groth16-prove-worker.js', import.meta.url),
    workers: options.workers,
    maxQueue: options.maxQueue ?? 1_024,
    toError: ({ code, message }) => new ProverError(code as ProverErrorCode, message),
  });
  return { prove: (files, input) => pool.run({ files, input }), close: () => pool.close() };
}
