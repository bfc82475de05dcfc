import { type ProvingArtifacts, provingArtifacts } from '@veilgrid/circuits';
import type { Circuit } from '@veilgrid/protocol/kinds';
import type { Profile } from '@veilgrid/protocol/params';
import type { Prover } from '@veilgrid/protocol/prover';
import { createProver as createPool } from '@veilgrid/wasm-core/prover/prover';

/** How `createProver` works. */
export interface ProverOptions {
  /** Threads; default: one for every core. */
  readonly workers?: number;
}

/**
 * A prover with the keys of the manifest; a circuit's artifacts are built or fetched and checked when it
 * is first proven. `provenBytes` of the protocol compares the public signals it returns.
 * @throws ArtifactError, ProverError from `prove`
 */
export function createProver(profile: Profile, options: ProverOptions = {}): Prover {
  const pool = createPool(options);
  const artifacts = new Map<Circuit, Promise<ProvingArtifacts>>();
  const artifactsOf = (circuit: Circuit) => {
    const found = artifacts.get(circuit);
    if (found) return found;
    const fetched = provingArtifacts(profile, circuit);
    artifacts.set(circuit, fetched);
    // What failed once (a download, a full disk) may be tried again.
    fetched.catch(() => artifacts.delete(circuit));
    return fetched;
  };
  return {
    prove: async (circuit, inputs) => pool.prove(await artifactsOf(circuit), inputs),
    close: () => pool.close(),
  };
}
