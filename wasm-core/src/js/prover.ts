import { ProverError, type ProverErrorCode } from '../prover/errors.js';
import type { Prover } from '../prover/interface.js';
import type { ProofResult } from '../prover/result.js';
import { cores } from '../threads.js';
import { ProcessPool } from './processPool.js';
import type { SnarkjsJob } from './proveJob.js';

/** The prover's fallback, and what it is compared with: processes that make one proof each at a time. */
export async function createSnarkjsProver(workers: number | undefined, maxQueue: number): Promise<Prover> {
  const pool = new ProcessPool<SnarkjsJob, ProofResult>({
    script: new URL('./proveWorker.js', import.meta.url),
    workers: workers ?? (await cores()),
    maxQueue,
    toError: ({ code, message }) => new ProverError(code as ProverErrorCode, message),
  });
  return {
    prove: ({ zkey, wasm }, input) => pool.run({ zkey, wasm, input }),
    proveWitness: (zkey, wtns) => pool.run({ zkey, wtns }),
    close: () => pool.close(),
  };
}
