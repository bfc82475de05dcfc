import { assertKeysAllowed, developmentKey, manifestHash } from '@veilgrid/circuits';
import { type Genesis, genesisHashHex } from '@veilgrid/protocol/core/genesis';
import { ensure } from '@veilgrid/protocol/errors';
import { createProofVerifier, type ProofVerifier } from './proof.js';

/**
 * Checks proofs of this chain. In production no proof means anything under keys that somebody knows the secrets of.
 * @throws ProtocolError DEVELOPMENT_KEYS, GENESIS_INVALID
 * @throws ArtifactError where the verification keys at hand are not good enough for genesis
 */
export async function chainProofs(genesis: Genesis): Promise<ProofVerifier> {
  const { json, profile } = genesis;
  const development = json.production ? developmentKey(profile) : undefined;
  ensure(development === undefined, 'DEVELOPMENT_KEYS', { circuit: development });
  const keys = manifestHash(profile);
  ensure(keys === json.verificationKeys, 'GENESIS_INVALID', { field: 'verificationKeys' });
  if (json.production) assertKeysAllowed({ ...json, genesis: genesisHashHex(genesis), keys });
  return createProofVerifier(profile);
}
