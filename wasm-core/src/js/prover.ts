import type { Groth16Proof } from '@veilgrid/protocol/proof';
import { groth16, type MemoryFile, wtns } from 'snarkjs';
import { singleThreadCurve } from './groth16-curve.js';
import { ProverError, type ProverErrorCode } from './groth16-errors.js';
import { ProcessPool } from './groth16-pool.js';

export { ProverError, type ProverErrorCode } from './groth16-errors.js';

/** Values of the circuit's input signals, arrays nested as the circuit declares them. */
export type CircuitInput = { readonly [signal: string]: InputValue };
export type InputValue = bigint | readonly InputValue[];

/** A circuit's witness calculator and proving key, as paths or bytes. */
export interface ProvingFiles {
  wasm: string | Uint8Array;
  zkey: string | Uint8Array;
}

export interface ProofResult {
  proof: Groth16Proof;
  publicSignals: bigint[];
}

export interface ProofJob {
  files: ProvingFiles;
  input: CircuitInput;
}

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

async function calculateWitness({ files, input }: ProofJob): Promise<MemoryFile> {
  const witness: MemoryFile = { type: 'mem' };
  try {
    await wtns.calculate(input, files.wasm, witness);
  } catch (cause) {
    throw witnessError((cause as Error).message);
  }
  return witness;
}

/** Proves on the calling thread. Throws ProverError. */
export async function prove(job: ProofJob): Promise<ProofResult> {
  await singleThreadCurve();
  const witness = await calculateWitness(job);
  try {
    const { proof, publicSignals } = await groth16.prove(job.files.zkey, witness);
    const pair = (point: readonly string[]): [bigint, bigint] => [BigInt(point[0]!), BigInt(point[1]!)];
    const [b0, b1] = proof.pi_b;
    return {
      proof: { a: pair(proof.pi_a), b: [pair(b0!), pair(b1!)], c: pair(proof.pi_c) },
      publicSignals: publicSignals.map(BigInt),
    };
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
