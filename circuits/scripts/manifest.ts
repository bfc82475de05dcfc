import { readFileSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ArtifactError } from './errors.js';
import { sha256 } from './hashes.js';
import { keysDir } from './paths.js';
import { CIRCUITS, type CircuitName, PROFILES, type ProfileName } from './spec.js';

/** What pins one circuit and its keys. */
export interface CircuitRecord {
  constraints: number;
  publicSignals: number;
  r1csSha256: string;
  wasmSha256: string;
  zkeySha256: string;
  verificationKeySha256: string;
}

/** keys/manifest.json. `ceremony` keys carry the hash of the transcript that shows how they came about. */
export interface Manifest {
  kind: 'development' | 'ceremony';
  seedLabel?: string;
  ceremonyTranscriptSha256?: string;
  circuits: Partial<Record<ProfileName, Partial<Record<CircuitName, CircuitRecord>>>>;
}

const UPDATE = 'Make the keys anew: npm run keys -- --update';
const HEX = /^[0-9a-f]{64}$/;

function isRecord(value: unknown): value is CircuitRecord {
  const record = value as CircuitRecord;
  return (
    Number.isSafeInteger(record.constraints) &&
    Number.isSafeInteger(record.publicSignals) &&
    [record.r1csSha256, record.wasmSha256, record.zkeySha256, record.verificationKeySha256].every((x) =>
      HEX.test(x),
    )
  );
}

export const manifestFile = (): string => join(keysDir(), 'manifest.json');

export const verificationKeyFile = (profile: ProfileName, name: CircuitName): string =>
  join(keysDir(), profile, `${name}.json`);

/** Reads and checks the manifest of the keys in use, or of another folder. */
export function loadManifest(file = manifestFile()): Manifest {
  try {
    const manifest = JSON.parse(readFileSync(file, 'utf8')) as Manifest;
    if (manifest.kind !== 'development' && manifest.kind !== 'ceremony') throw new Error('unknown kind');
    for (const profile of PROFILES) {
      for (const record of Object.values(manifest.circuits[profile] ?? {})) {
        if (!isRecord(record)) throw new Error(`malformed record in ${profile}`);
      }
    }
    return manifest;
  } catch (cause) {
    const reason = (cause as Error).message;
    throw new ArtifactError('MANIFEST', `${file} is unusable: ${reason}`, {
      file,
      remedy: UPDATE,
    });
  }
}

/** The manifest's record of one circuit. */
export function manifestRecord(profile: ProfileName, name: CircuitName): CircuitRecord {
  const record = loadManifest().circuits[profile]?.[name];
  if (record !== undefined) return record;
  throw new ArtifactError('MANIFEST', `keys/manifest.json has no keys of ${profile}/${name}`, {
    file: manifestFile(),
    remedy: UPDATE,
  });
}

/** SHA-256 that binds all verification keys of a profile, as genesis carries it (hex). */
export function manifestHash(profile: ProfileName): string {
  return keysHash(profile, CIRCUITS, (name) => manifestRecord(profile, name).verificationKeySha256);
}

/** The same of other records. */
export function keysHash(
  profile: ProfileName,
  circuits: readonly CircuitName[],
  verificationKeySha256: (name: CircuitName) => string,
): string {
  const lines = circuits.map((name) => `${name} ${verificationKeySha256(name)}\n`);
  return sha256(`veilgrid keys ${profile}\n${lines.join('')}`);
}

/** Refuses a circuit that is not the one the manifest pins, naming the first difference. */
export function checkRecord(profile: ProfileName, name: CircuitName, built: CircuitRecord): void {
  const pinned = manifestRecord(profile, name);
  for (const field of Object.keys(pinned) as Array<keyof CircuitRecord>) {
    if (built[field] === pinned[field]) continue;
    throw new ArtifactError(
      'STALE_KEYS',
      `${profile}/${name} is not the circuit of keys/manifest.json (${field})`,
      {
        file: manifestFile(),
        expected: String(pinned[field]),
        actual: String(built[field]),
        remedy: `If the circuit was changed on purpose: npm run keys -- --update`,
      },
    );
  }
}

/** Whole or not at all. */
export async function writeAtomically(file: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.tmp`, content);
  await rename(`${file}.tmp`, file);
}

/** Puts the verification keys into git's folder and their records into the manifest, keys first. */
export async function writeManifest(
  seedLabel: string,
  built: ReadonlyArray<{
    profile: ProfileName;
    name: CircuitName;
    record: CircuitRecord;
    verificationKey: string;
  }>,
): Promise<void> {
  let circuits: Manifest['circuits'] = {};
  try {
    const old = loadManifest();
    if (old.kind === 'development') circuits = old.circuits;
  } catch {
    // There is none yet, or it is unusable: all of it is written anew.
  }
  for (const { profile, name, record, verificationKey } of built) {
    await writeAtomically(verificationKeyFile(profile, name), readFileSync(verificationKey));
    circuits = { ...circuits, [profile]: { ...circuits[profile], [name]: record } };
  }
  const sorted: Manifest['circuits'] = {};
  for (const profile of PROFILES) {
    const names = CIRCUITS.filter((name) => circuits[profile]?.[name] !== undefined);
    sorted[profile] = Object.fromEntries(names.map((name) => [name, circuits[profile]![name]!]));
  }
  const manifest: Manifest = { kind: 'development', seedLabel, circuits: sorted };
  await writeAtomically(manifestFile(), `${JSON.stringify(manifest, null, 2)}\n`);
}
