/** What a verified ceremony comes to: the records of its keys, and the two hashes that genesis names. */
import { readFileSync } from 'node:fs';
import { zKey } from 'snarkjs';
import { hashFile, sha256 } from '../hashes.js';
import { type CircuitRecord, keysHash } from '../manifest.js';
import { readR1cs } from '../r1cs.js';
import type { CircuitName } from '../spec.js';
import { lastKeyFile } from './folder.js';
import { assertComplete } from './rules.js';
import { type Transcript, transcriptHash, transcriptOf } from './transcript.js';
import { type VerifyOptions, verifyCeremony } from './verify.js';

export interface Outcome {
  readonly transcript: Transcript;
  /** `ceremonyTranscript` of genesis, hex. */
  readonly transcriptSha256: string;
  /** `verificationKeys` of genesis, hex. */
  readonly keysSha256: string;
  /** SHA-256 of each circuit as compiled here. */
  readonly r1cs: Readonly<Record<CircuitName, string>>;
  readonly zkeyFiles: Readonly<Record<CircuitName, string>>;
  /** As snarkjs exports them. */
  readonly verificationKeys: Readonly<Record<CircuitName, string>>;
}

/**
 * Verifies a complete ceremony from its folder, and computes everything else of it anew.
 * @throws ArtifactError those of `verifyCeremony` and `assertComplete`
 */
export async function outcomeOf(dir: string, options: VerifyOptions): Promise<Outcome> {
  const { ceremony, compiled } = await verifyCeremony(dir, options);
  const { profile, roles } = ceremony.beginning;
  assertComplete(options.roles ?? roles, ceremony);
  const records: Record<CircuitName, CircuitRecord> = {};
  const zkeyFiles: Record<CircuitName, string> = {};
  const verificationKeys: Record<CircuitName, string> = {};
  const r1cs: Record<CircuitName, string> = {};
  for (const [name, circuit] of compiled) {
    const zkey = lastKeyFile(ceremony, name);
    const verificationKey = `${JSON.stringify(await zKey.exportVerificationKey(zkey), null, 1)}\n`;
    const { nConstraints, nPublic } = readR1cs(readFileSync(circuit.r1cs));
    records[name] = {
      constraints: nConstraints,
      publicSignals: nPublic,
      r1csSha256: circuit.r1csSha256,
      wasmSha256: circuit.wasmSha256,
      zkeySha256: await hashFile(zkey),
      verificationKeySha256: sha256(verificationKey),
    };
    r1cs[name] = circuit.r1csSha256;
    zkeyFiles[name] = zkey;
    verificationKeys[name] = verificationKey;
  }
  const transcript = transcriptOf(ceremony, { [profile]: records });
  return {
    transcript,
    transcriptSha256: transcriptHash(transcript),
    keysSha256: keysHash(profile, Object.keys(records), (name) => records[name]!.verificationKeySha256),
    r1cs,
    zkeyFiles,
    verificationKeys,
  };
}
