/** Strict verification of proofs on threads, behind the interface that the ledger and a replay use. */
import { availableParallelism } from 'node:os';
import { fail } from '@veilgrid/protocol/errors';
import type { Profile } from '@veilgrid/protocol/params';
import { PoolError } from '@veilgrid/wasm-core/poolError';
import { VerifyErrorCode, type VerifyResult } from '@veilgrid/wasm-core/verifier/codes';
import { createVerifierPool, type VerifierPool } from '@veilgrid/wasm-core/verifier/pool';
import { verificationKeys } from './keys.js';
import type { ProofVerifier } from './verifyTx.js';

const MAX_THREADS = 4;
const REASONS = new Map<number, string>(
  Object.entries(VerifyErrorCode).map(([name, number]) => [number, name]),
);

export interface ProofVerifierPool extends ProofVerifier {
  /** False once a thread has died: nothing is verified any more. */
  readonly alive: boolean;
}

/**
 * Checks proofs in threads of their own, what waits together, so that the ledger answers meanwhile. They start with
 * the first proof; the keys are checked now.
 */
export function createProofVerifier(profile: Profile, threads?: number): ProofVerifierPool {
  const workers = threads ?? Math.min(availableParallelism(), MAX_THREADS);
  const keys = verificationKeys(profile);
  let pool: VerifierPool | undefined;
  return {
    async verify(items) {
      if (items.length === 0) return [];
      pool ??= createVerifierPool({ keys, workers });
      const jobs = items.map(({ circuit, proof, signals }) => ({
        key: circuit,
        proof,
        publicSignals: signals,
      }));
      const results = await pool.verifyMany(jobs).catch((error: unknown) => {
        if (error instanceof PoolError && error.code === 'QUEUE_FULL') throw fail('MEMPOOL_FULL');
        throw error;
      });
      return results.map(reasonOf);
    },
    get alive() {
      return !pool?.closed;
    },
    close: async () => pool?.close(),
  };
}

function reasonOf(result: VerifyResult): string | undefined {
  return result.ok ? undefined : REASONS.get(result.code);
}
