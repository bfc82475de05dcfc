/** The transcript of a ceremony: how the keys beside it came about. The manifest carries its hash. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { ArtifactError } from '../errors.js';
import { sha256 } from '../hashes.js';
import type { Manifest } from '../manifest.js';
import { keysDir } from '../paths.js';
import type { Ceremony } from './folder.js';

export const TRANSCRIPT = 'transcript.json';

interface Transcript {
  readonly format: 'veilgrid ceremony 1';
  readonly beginning: Ceremony['beginning'];
  readonly steps: Ceremony['steps'];
  /** The records of the manifest, so that the transcript's hash binds every key. */
  readonly circuits: Manifest['circuits'];
}

export function transcriptText({ beginning, steps }: Ceremony, circuits: Manifest['circuits']): string {
  const transcript: Transcript = { format: 'veilgrid ceremony 1', beginning, steps, circuits };
  return `${JSON.stringify(transcript, null, 2)}\n`;
}

/**
 * The transcript beside a manifest is the one it names, and names the manifest's keys.
 * @throws ArtifactError TAMPERED
 */
export function checkTranscript({ ceremonyTranscriptSha256: expected, circuits }: Manifest): void {
  const file = join(keysDir(), TRANSCRIPT);
  const refuse = (why: string, actual?: string) =>
    new ArtifactError('TAMPERED', `${file} ${why}`, {
      file,
      ...(expected === undefined ? {} : { expected }),
      ...(actual === undefined ? {} : { actual }),
      remedy: 'Fetch the keys of the ceremony again, transcript.json with them.',
    });
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch {
    throw refuse('is missing');
  }
  const actual = sha256(bytes);
  if (actual !== expected) throw refuse('is not the transcript of the manifest', actual);
  const transcript = JSON.parse(bytes.toString()) as Transcript;
  if (!isDeepStrictEqual(transcript.circuits, circuits)) throw refuse('is about other keys');
}
