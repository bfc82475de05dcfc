/** Which keys a production chain may run on: of the ceremony that genesis names, replayed by somebody it can trust. */
import { join } from 'node:path';
import { ArtifactError } from '../errors.js';
import { loadManifest, manifestFile, manifestHash } from '../manifest.js';
import { ownKeysDir } from '../paths.js';
import { CIRCUITS, type CircuitName, type ProfileName } from '../spec.js';
import type { Roles } from './roles.js';
import { assertComplete } from './rules.js';
import { readTranscript, type Transcript } from './transcript.js';
import { assertVerdict, readVerdict } from './verdict.js';

/** What a genesis says of its keys. */
export interface ChainKeys {
  /** SHA-256 of the genesis, hex. */
  readonly genesis: string;
  readonly profile: ProfileName;
  readonly roles: Roles;
  readonly ceremonyTranscript?: string | undefined;
  /** `verificationKeys`. */
  readonly keys: string;
}

/** SHA-256 of each circuit that this software is made for, hex. */
export type CircuitHashes = Readonly<Record<CircuitName, string>>;

/**
 * Production takes the keys of the ceremony that genesis names, if two organisations have replayed it.
 * @param r1cs default: this software's circuits
 * @throws ArtifactError those of `assertTranscript`, VERDICT_INVALID, ORGANISATIONS, MANIFEST
 */
export function assertKeysAllowed(chain: ChainKeys, r1cs = ownCircuits(chain.profile)): void {
  assertTranscript(chain);
  const { genesis, keys, roles } = chain;
  assertVerdict(roles, { genesis, transcript: chain.ceremonyTranscript!, keys, r1cs }, readVerdict());
}

/**
 * The keys at hand are those of genesis' ceremony, and its course is one that genesis' roles signed. What the course
 * says of the keys is not replayed here.
 * @throws ArtifactError TRANSCRIPT_DIFFERS, TAMPERED, and those of `assertComplete`
 */
export function assertTranscript({ ceremonyTranscript, profile, roles, keys }: ChainKeys): Transcript {
  const manifest = loadManifest();
  const actual = manifest.kind === 'ceremony' ? manifest.ceremonyTranscriptSha256 : undefined;
  const differs = (field: string, expected?: string, found?: string) =>
    new ArtifactError('TRANSCRIPT_DIFFERS', `the keys at hand are not of the ${field} that genesis names`, {
      file: manifestFile(),
      ...(expected === undefined ? {} : { expected }),
      ...(found === undefined ? {} : { actual: found }),
      remedy: 'Point VEILGRID_KEYS at the keys of the ceremony that genesis names.',
    });
  if (ceremonyTranscript === undefined || actual !== ceremonyTranscript) {
    throw differs('ceremony', ceremonyTranscript, actual);
  }
  const transcript = readTranscript(manifest);
  if (transcript.beginning.profile !== profile)
    throw differs('profile', profile, transcript.beginning.profile);
  const hash = manifestHash(profile);
  if (hash !== keys) throw differs('verification keys', keys, hash);
  assertComplete(roles, transcript);
  return transcript;
}

function ownCircuits(profile: ProfileName): CircuitHashes {
  const records = loadManifest(join(ownKeysDir, 'manifest.json')).circuits[profile];
  return Object.fromEntries(CIRCUITS.map((name) => [name, records?.[name]?.r1csSha256 ?? '']));
}
