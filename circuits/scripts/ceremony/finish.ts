/** The keys of a ceremony, as a node and a prover take them through VEILGRID_KEYS. */
import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ArtifactError } from '../errors.js';
import type { Manifest } from '../manifest.js';
import { type Outcome, outcomeOf } from './outcome.js';
import { TRANSCRIPT } from './transcript.js';
import type { VerifyOptions } from './verify.js';

export interface FinishedCeremony {
  /** What VEILGRID_KEYS is to name. */
  readonly keysDir: string;
  /** `ceremonyTranscript` of genesis. */
  readonly ceremonyTranscript: string;
  /** `verificationKeys` of genesis. */
  readonly verificationKeys: string;
}

/**
 * Verifies the ceremony and writes `keys/`: proving and verification keys, transcript, and the manifest that
 * pins them all.
 * @throws ArtifactError CEREMONY_OPEN, CEREMONY_EXISTS, ORGANISATIONS, and those of `verifyCeremony`
 */
export async function finishCeremony(
  dir: string,
  { compile, onProgress }: Pick<VerifyOptions, 'compile' | 'onProgress'> = {},
): Promise<FinishedCeremony> {
  const keysDir = join(dir, 'keys');
  if (existsSync(keysDir)) {
    throw new ArtifactError('CEREMONY_EXISTS', `${keysDir} is there already`, { file: keysDir });
  }
  const outcome = await outcomeOf(dir, { compile, onProgress });
  const scratch = `${keysDir}.tmp-${process.pid}`;
  const cleanUp = () => rmSync(scratch, { recursive: true, force: true });
  process.once('exit', cleanUp);
  try {
    writeKeys(scratch, outcome);
    renameSync(scratch, keysDir);
  } finally {
    process.removeListener('exit', cleanUp);
    cleanUp();
  }
  const { transcriptSha256: ceremonyTranscript, keysSha256: verificationKeys } = outcome;
  return { keysDir, ceremonyTranscript, verificationKeys };
}

function writeKeys(folder: string, outcome: Outcome): void {
  const { transcript, transcriptSha256, zkeyFiles, verificationKeys } = outcome;
  const { profile } = transcript.beginning;
  mkdirSync(join(folder, profile), { recursive: true });
  for (const [name, zkey] of Object.entries(zkeyFiles)) {
    copyFileSync(zkey, join(folder, profile, `${name}.zkey`));
    writeFileSync(join(folder, profile, `${name}.json`), verificationKeys[name]!);
  }
  const manifest: Manifest = {
    kind: 'ceremony',
    ceremonyTranscriptSha256: transcriptSha256,
    circuits: transcript.circuits,
  };
  const write = (name: string, content: object) =>
    writeFileSync(join(folder, name), `${JSON.stringify(content, null, 2)}\n`);
  write(TRANSCRIPT, transcript);
  write('manifest.json', manifest);
}
