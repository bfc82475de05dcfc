/** The transcript of a ceremony: how the keys beside it came about. Genesis names its hash. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { ArtifactError } from '../errors.js';
import { sha256 } from '../hashes.js';
import type { Manifest } from '../manifest.js';
import { keysDir } from '../paths.js';
import { canonicalJson } from './canonicalJson.js';
import { type Course, isCourse } from './folder.js';

export const TRANSCRIPT = 'transcript.json';

export interface Transcript extends Course {
  readonly format: 'veilgrid ceremony 2';
  /** The records of the manifest, so that the transcript's hash binds every key. */
  readonly circuits: Manifest['circuits'];
}

export const transcriptOf = ({ beginning, steps }: Course, circuits: Manifest['circuits']): Transcript => ({
  format: 'veilgrid ceremony 2',
  beginning,
  steps,
  circuits,
});

/** SHA-256 of the canonical JSON: how the file is laid out means nothing. */
export const transcriptHash = (transcript: Transcript): string => sha256(canonicalJson(transcript));

/**
 * The transcript beside a manifest: the one the manifest names, and about the manifest's keys.
 * @throws ArtifactError TAMPERED
 */
export function readTranscript({ ceremonyTranscriptSha256: expected, circuits }: Manifest): Transcript {
  const file = join(keysDir(), TRANSCRIPT);
  const refuse = (why: string, actual?: string) =>
    new ArtifactError('TAMPERED', `${file} ${why}`, {
      file,
      ...(expected === undefined ? {} : { expected }),
      ...(actual === undefined ? {} : { actual }),
      remedy: 'Fetch the keys of the ceremony again, transcript.json with them.',
    });
  let transcript: Transcript;
  let actual: string;
  try {
    transcript = JSON.parse(readFileSync(file, 'utf8')) as Transcript;
    actual = transcriptHash(transcript);
  } catch {
    throw refuse('is missing or malformed');
  }
  if (actual !== expected) throw refuse('is not the transcript of the manifest', actual);
  if (transcript.format !== 'veilgrid ceremony 2' || !isCourse(transcript)) throw refuse('is no transcript');
  if (!isDeepStrictEqual(transcript.circuits, circuits)) throw refuse('is about other keys');
  return transcript;
}
