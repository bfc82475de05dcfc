import {
  assertKeysAllowed,
  assertTranscript,
  developmentKey,
  manifestHash,
  verificationKey,
} from '@veilgrid/circuits';
import { type Genesis, genesisHashHex } from '@veilgrid/protocol/core/genesis';
import { ensure } from '@veilgrid/protocol/errors';
import { CIRCUITS } from '@veilgrid/protocol/kinds';

/**
 * The keys at hand must be the ones genesis binds, and good enough for it: in production those of its ceremony, with
 * the verdict of two organisations on it or with the ceremony's folder, which is then replayed.
 * @throws ArtifactError, ProtocolError DEVELOPMENT_KEYS, GENESIS_INVALID
 */
export async function assertGenesisKeys(genesis: Genesis, ceremonyDir?: string): Promise<void> {
  const { json, profile } = genesis;
  const development = json.production ? developmentKey(profile) : undefined;
  ensure(development === undefined, 'DEVELOPMENT_KEYS', { circuit: development });
  const keys = manifestHash(profile);
  ensure(keys === json.verificationKeys, 'GENESIS_INVALID', {
    field: 'verificationKeys',
    reason: `this software carries ${keys}`,
  });
  if (!json.production) return;
  const chain = { ...json, genesis: genesisHashHex(genesis), keys };
  if (ceremonyDir === undefined) return assertKeysAllowed(chain);
  assertTranscript(chain);
  // The whole of snarkjs, which no other start needs.
  const { verifyKeys } = await import('@veilgrid/circuits/scripts/ceremony/verifyKeys');
  await verifyKeys(ceremonyDir, chain);
}

/** The verification key of every statement that a transaction proves, each checked against the manifest. */
export function verificationKeys(profile: Genesis['profile']) {
  return Object.fromEntries(CIRCUITS.map((name) => [name, verificationKey(profile, name)]));
}
