import { hkdfSync } from 'node:crypto';
import { R } from './field.js';

/** In the manifest too: nobody should mistake these keys for others. Whoever reads this can forge proofs. */
export const SEED_LABEL = 'veilgrid v1 INSECURE: development keys';

export interface Trapdoor {
  tau: bigint;
  alpha: bigint;
  beta: bigint;
  gamma: bigint;
  delta: bigint;
}

/** The five secrets of a Groth16 setup, derived from public data. 384 bits each, so that mod r is uniform. */
export function developmentTrapdoor(r1csSha256: string): Trapdoor {
  const derive = (info: string): bigint => {
    const bytes = hkdfSync('sha256', Buffer.from(r1csSha256, 'hex'), SEED_LABEL, info, 48);
    return BigInt(`0x${Buffer.from(bytes).toString('hex')}`) % R;
  };
  return {
    tau: derive('tau'),
    alpha: derive('alpha'),
    beta: derive('beta'),
    gamma: derive('gamma'),
    delta: derive('delta'),
  };
}
