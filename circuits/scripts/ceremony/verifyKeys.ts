/** The replay behind a verdict: from the ceremony's folder and the circuits as compiled here. */
import { curves } from 'snarkjs';
import { ArtifactError } from '../errors.js';
import type { ChainKeys } from './keysAllowed.js';
import { outcomeOf } from './outcome.js';
import type { Verdict } from './verdict.js';
import type { VerifyOptions } from './verify.js';

/**
 * Replays the ceremony of a chain's keys: minutes. What comes out must be what genesis names.
 * @returns the verdict, which nobody has signed yet
 * @throws ArtifactError TRANSCRIPT_DIFFERS, STALE_KEYS, and those of `outcomeOf`
 */
export async function verifyKeys(
  dir: string,
  { genesis, profile, roles, ceremonyTranscript, keys }: ChainKeys,
  { compile, onProgress }: Pick<VerifyOptions, 'compile' | 'onProgress'> = {},
): Promise<Verdict> {
  const outcome = await outcomeOf(dir, { compile, onProgress, roles }).finally(async () =>
    // snarkjs's workers would keep the process alive.
    (await curves.getCurveFromName('bn128')).terminate(),
  );
  const { transcript, transcriptSha256, keysSha256, r1cs } = outcome;
  const same = transcriptSha256 === ceremonyTranscript && keysSha256 === keys;
  if (!same || transcript.beginning.profile !== profile) {
    throw new ArtifactError('TRANSCRIPT_DIFFERS', `${dir} is not the ceremony that genesis names`, {
      file: dir,
      ...(ceremonyTranscript === undefined ? {} : { expected: ceremonyTranscript }),
      actual: transcriptSha256,
      remedy: 'Genesis names the transcript and the verification keys that "finish" printed.',
    });
  }
  return { genesis, transcript: transcriptSha256, keys: keysSha256, r1cs };
}
