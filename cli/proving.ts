import { createProver } from '@veilgrid/client-sdk';
import type { Profile } from '@veilgrid/protocol/params';
import type { Prover } from '@veilgrid/protocol/prover';
import type { Closers } from './terminal/interrupt.js';
import { patientStage } from './terminal/patience.js';

/** A prover whose caller shows how far it is. */
export function quietProver(profile: Profile, _total: number, closers: Closers): Prover {
  const prover = createProver(profile);
  closers.defer(() => prover.close());
  return prover;
}

/** A prover that shows how far it is. @param total proofs expected */
export function startProver(profile: Profile, total: number, closers: Closers): Prover {
  const prover = createProver(profile);
  // Circuits and keys that are missing are made first, which shows as a stage that does not move.
  const stage = patientStage('Proving', total, closers);
  closers.defer(() => prover.close());
  return {
    async prove(circuit, inputs) {
      stage.begin();
      const proof = await prover.prove(circuit, inputs);
      stage.step();
      return proof;
    },
    close: () => prover.close(),
  };
}
