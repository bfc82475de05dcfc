import type { Remote } from '../remote.js';
import { newBlinding } from './blinding.js';
import { ProverError } from './errors.js';
import { type ProofResult, publicSignals, toProof } from './result.js';
import type { ShareProver } from './share.js';

export type ProverThread = Remote<ShareProver>;

/** A key that every thread has under this number. */
export interface LoadedKey {
  readonly number: number;
  readonly nVars: number;
  readonly nPublic: number;
}

const FIELD_BYTES = 32;

/**
 * One proof by a power of two of threads. Each transforms its rows, sums its part of the points while the others
 * do, and goes on when all transforms have come. The witness and all that is made of it is wiped at the end.
 */
export async function proveTogether(
  threads: readonly ProverThread[],
  key: LoadedKey,
  witness: Uint8Array,
): Promise<ProofResult> {
  const wiped = [witness, newBlinding()];
  const [, blinding] = wiped;
  try {
    if (witness.length !== FIELD_BYTES * key.nVars)
      throw new ProverError('WTNS', 'the witness is of another circuit');
    const begun = threads.map((thread, share) =>
      thread.call('transforms', key.number, witness, blinding!, share, threads.length),
    );
    const summed = Promise.all(threads.map((thread) => thread.call('sumWitness')));
    // Fails only with what `begun` or `sums` fails with.
    summed.catch(() => {});
    const transforms = await Promise.all(begun);
    wiped.push(...transforms);
    const sums = await Promise.all(threads.map((thread) => thread.call('sums', transforms)));
    wiped.push(...sums);
    const points = await threads[0]!.call('combine', sums);
    return { proof: toProof(points), publicSignals: publicSignals(witness, key.nPublic) };
  } finally {
    await Promise.allSettled(threads.map((thread) => thread.call('end')));
    for (const bytes of wiped) bytes.fill(0);
  }
}
