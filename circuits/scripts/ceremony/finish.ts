/** The keys of a ceremony, as a node and a prover take them through VEILGRID_KEYS. */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { zKey } from 'snarkjs';
import type { CompiledCircuit } from '../compile.js';
import { ArtifactError } from '../errors.js';
import { hashFile, sha256 } from '../hashes.js';
import type { CircuitRecord, Manifest } from '../manifest.js';
import { readR1cs } from '../r1cs.js';
import { circuitsOf, lastKeyFile } from './folder.js';
import { assertContributions, type Compile, type OnProgress } from './steps.js';
import { TRANSCRIPT, transcriptText } from './transcript.js';
import { type VerifiedCeremony, verifyCeremony } from './verify.js';

export interface FinishedCeremony {
  /** What VEILGRID_KEYS is to name. */
  readonly keysDir: string;
  readonly transcriptSha256: string;
}

/**
 * Verifies the ceremony and writes `keys/`: proving and verification keys, transcript, and the manifest that
 * pins them all.
 * @throws ArtifactError CEREMONY_OPEN, CEREMONY_EXISTS, and those of `verifyCeremony`
 */
export async function finishCeremony(
  dir: string,
  compile?: Compile,
  onProgress?: OnProgress,
): Promise<FinishedCeremony> {
  const keysDir = join(dir, 'keys');
  if (existsSync(keysDir)) {
    throw new ArtifactError('CEREMONY_EXISTS', `${keysDir} is there already`, { file: keysDir });
  }
  const verified = await verifyCeremony(dir, compile, onProgress);
  const { ceremony, compiled } = verified;
  assertContributions(ceremony);
  if (ceremony.steps.at(-1)!.kind !== 'beacon') {
    throw new ArtifactError('CEREMONY_OPEN', 'the ceremony has no beacon yet', {
      file: dir,
      remedy: 'npm run ceremony -- beacon --dir DIR --value HEX --iterations N',
    });
  }
  const scratch = `${keysDir}.tmp-${process.pid}`;
  const cleanUp = () => rmSync(scratch, { recursive: true, force: true });
  process.once('exit', cleanUp);
  try {
    const { profile } = ceremony.beginning;
    mkdirSync(join(scratch, profile), { recursive: true });
    const records: Record<string, CircuitRecord> = {};
    for (const name of circuitsOf(ceremony)) {
      onProgress?.(`write ${name}`);
      const zkey = join(scratch, profile, `${name}.zkey`);
      copyFileSync(lastKeyFile(ceremony, name), zkey);
      const vkey = `${JSON.stringify(await zKey.exportVerificationKey(zkey), null, 1)}\n`;
      writeFileSync(join(scratch, profile, `${name}.json`), vkey);
      records[name] = await recordOf(compiled.get(name)!, zkey, vkey);
    }
    const transcriptSha256 = writeManifest(scratch, verified, { [profile]: records });
    renameSync(scratch, keysDir);
    return { keysDir, transcriptSha256 };
  } finally {
    process.removeListener('exit', cleanUp);
    cleanUp();
  }
}

async function recordOf(
  { r1cs, r1csSha256, wasmSha256 }: CompiledCircuit,
  zkey: string,
  verificationKey: string,
): Promise<CircuitRecord> {
  const { nConstraints, nPublic } = readR1cs(readFileSync(r1cs));
  return {
    constraints: nConstraints,
    publicSignals: nPublic,
    r1csSha256,
    wasmSha256,
    zkeySha256: await hashFile(zkey),
    verificationKeySha256: sha256(verificationKey),
  };
}

function writeManifest(
  folder: string,
  { ceremony }: VerifiedCeremony,
  circuits: Manifest['circuits'],
): string {
  const transcript = transcriptText(ceremony, circuits);
  writeFileSync(join(folder, TRANSCRIPT), transcript);
  const manifest: Manifest = {
    kind: 'ceremony',
    ceremonyTranscriptSha256: sha256(transcript),
    circuits,
  };
  writeFileSync(join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  return sha256(transcript);
}
