import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { VerificationKeyJson as VerificationKeyPoints } from '@veilgrid/wasm-core/verifier/key';
import { type BuildProgress, buildCircuit, eachCircuit } from './scripts/build.js';
import { compileCircuit } from './scripts/compile.js';
import { ArtifactError } from './scripts/errors.js';
import { checkFile, sha256 } from './scripts/hashes.js';
import { checkRecord, loadManifest, manifestRecord, verificationKeyFile } from './scripts/manifest.js';
import { keysDir } from './scripts/paths.js';
import type { CircuitName, ProfileName } from './scripts/spec.js';

/** What a prover needs of a circuit: its witness calculator and its proving key. */
export interface ProvingArtifacts {
  wasm: string;
  zkey: string;
}

/** A verification key as snarkjs writes it: with e(alpha, beta) beside the points, which a verifier computes itself. */
export interface VerificationKeyJson extends VerificationKeyPoints {
  vk_alphabeta_12: string[][][];
}

/** The verification key of a circuit, from the files in git, checked against the manifest. */
export function verificationKey(profile: ProfileName, name: CircuitName): VerificationKeyJson {
  const expected = manifestRecord(profile, name).verificationKeySha256;
  const file = verificationKeyFile(profile, name);
  const remedy = 'Restore it from git, or make the keys anew: npm run keys -- --update';
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch {
    throw new ArtifactError('TAMPERED', `${file} is missing`, { file, expected, remedy });
  }
  const actual = sha256(bytes);
  if (actual !== expected) {
    throw new ArtifactError('TAMPERED', `${file} is not the key of the manifest`, {
      file,
      expected,
      actual,
      remedy,
    });
  }
  return JSON.parse(bytes.toString()) as VerificationKeyJson;
}

/**
 * The witness calculator and the proving key of a circuit, every byte checked against the manifest once per
 * process. Development keys are built when the cache has them not; those of a ceremony lie with the
 * verification keys.
 */
export async function provingArtifacts(
  profile: ProfileName,
  name: CircuitName,
  onProgress?: (progress: BuildProgress) => void,
): Promise<ProvingArtifacts> {
  const pinned = manifestRecord(profile, name);
  if (loadManifest().kind === 'ceremony') {
    const compiled = await compileCircuit(profile, name);
    const zkey = join(keysDir(), profile, `${name}.zkey`);
    await checkFile(compiled.wasm, pinned.wasmSha256, `Delete ${dirname(compiled.wasm)}; it is built again.`);
    await checkFile(zkey, pinned.zkeySha256, 'Fetch the proving key of the ceremony again.');
    return { wasm: compiled.wasm, zkey };
  }
  const { compiled, zkey, record } = await buildCircuit(profile, name, onProgress);
  checkRecord(profile, name, record);
  for (const [file, expected] of [
    [compiled.wasm, pinned.wasmSha256],
    [zkey, pinned.zkeySha256],
  ] as const) {
    await checkFile(file, expected, `Delete ${dirname(file)}; it is built again.`);
  }
  return { wasm: compiled.wasm, zkey };
}

/** Builds and checks the artifacts of several circuits of a profile, on all cores. */
export async function ensureArtifacts(
  profile: ProfileName,
  names: readonly CircuitName[],
  onProgress: (name: CircuitName, progress: BuildProgress) => void = () => {},
): Promise<void> {
  const targets = names.map((name) => ({ name }));
  await eachCircuit(targets, async ({ name }) => {
    await provingArtifacts(profile, name, (progress) => onProgress(name, progress));
  });
}
