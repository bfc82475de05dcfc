import type { PointSection, ProverContext } from './context.js';
import { ProverError } from './errors.js';
import type { ProvingKey } from './zkey.js';

/**
 * Gives a key to an instance, which keeps it in its own form: the file's bytes are not needed after.
 * @throws ProverError KEY for values out of range
 */
export function loadKey(context: ProverContext, key: ProvingKey): void {
  try {
    addKey(context, key);
  } catch (cause) {
    throw new ProverError('KEY', `proving key: ${(cause as Error).message}`);
  }
}

function addKey(context: ProverContext, key: ProvingKey): void {
  const { nVars } = key;
  context.beginKey(nVars, key.domainLog);
  context.addTerms(key.terms);
  // Behind the witness stand the scalars 1, r and s.
  const fixed = (section: PointSection, points: Uint8Array, point: Uint8Array) => {
    context.addPoints(section, points, 0);
    context.addPoints(section, point, nVars);
  };
  fixed('a', key.a, key.alpha1);
  context.addPoints('a', key.delta1, nVars + 1);
  // Without s times delta: it cancels in C, and nothing else is made of B1.
  fixed('b1', key.b1, key.beta1);
  fixed('b2', key.b2, key.beta2);
  context.addPoints('b2', key.delta2, nVars + 2);
  context.addPoints('c', key.c, key.nPublic + 1);
  context.addPoints('h', key.h, 0);
}
