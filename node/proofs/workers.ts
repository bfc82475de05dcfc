import { availableParallelism } from 'node:os';
import { fail } from '@veilgrid/protocol/errors';
import type { Profile } from '@veilgrid/protocol/params';
import { PoolError } from '@veilgrid/wasm-core/src/js/groth16-pool';
import { createVerifierPool, VerifyErrorCode, type VerifyResult } from '@veilgrid/wasm-core/src/js/verifier';
import { verificationKeys } from './keys.js';
import type { ProofVerifier } from './verifyTx.js';

const MAX_THREADS = 4;
const REASONS = new Map<number, string>(
  Object.entries(VerifyErrorCode).map(([name, number]) => [number, name]),
);

/** Checks proofs on threads of their own, so that the ledger answers meanwhile. */
export function createProofVerifier(profile: Profile, threads?: number): ProofVerifier {
  const workers = threads ?? Math.min(availableParallelism(), MAX_THREADS);
  const pool = createVerifierPool({ keys: verificationKeys(profile), workers });
  return {
    async verify(items) {
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
    close: () => pool.close(),
  };
}

function reasonOf(result: VerifyResult): string | undefined {
  return result.ok ? undefined : REASONS.get(result.code);
}
