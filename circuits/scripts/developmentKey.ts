/** Recognising the development keys, whatever a manifest calls them: their secrets are public. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readKey, type VerificationKeyJson } from '@veilgrid/wasm-core/verifier/key';
import { verificationKey } from '../artifacts.js';
import { loadManifest } from './manifest.js';
import { ownKeysDir } from './paths.js';
import { CIRCUITS, type CircuitName, PROFILES, type ProfileName } from './spec.js';

/** Bytes of alpha, beta, gamma and delta, each of which stands for a secret. */
const SIZES = [64, 128, 128, 128];

function pointsOf(key: VerificationKeyJson): string[] {
  const { fixed } = readKey(key);
  let at = 0;
  return SIZES.map((size) => {
    at += size;
    return Buffer.from(fixed.subarray(at - size, at)).toString('hex');
  });
}

/**
 * The first circuit whose verification key shares a point with any development key: one known secret is enough to
 * distrust it. By the points, read strictly, and not by the file, which could be laid out anew.
 * @throws VerificationKeyError, ArtifactError
 */
export function developmentKey(profile: ProfileName): CircuitName | undefined {
  const { circuits } = loadManifest(join(ownKeysDir, 'manifest.json'));
  const known = new Set(
    PROFILES.flatMap((of) => Object.keys(circuits[of] ?? {}).map((name) => join(of, `${name}.json`)))
      .map((file) => JSON.parse(readFileSync(join(ownKeysDir, file), 'utf8')) as VerificationKeyJson)
      .flatMap(pointsOf),
  );
  return CIRCUITS.find((name) => pointsOf(verificationKey(profile, name)).some((point) => known.has(point)));
}
