import { assertKeysAllowed, manifestHash, verificationKey } from '@veilgrid/circuits';
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import { ensure } from '@veilgrid/protocol/errors';

const CIRCUIT_NAMES = ['transfer', 'order', 'clear', 'close', 'settle', 'masksum'] as const;

/**
 * The keys at hand must be the ones genesis binds, and good enough for it.
 * @throws ArtifactError DEVELOPMENT_KEYS; ProtocolError GENESIS_INVALID
 */
export function assertGenesisKeys({ json, profile }: Genesis): void {
  assertKeysAllowed(json);
  const keys = manifestHash(profile);
  ensure(keys === json.verificationKeys, 'GENESIS_INVALID', {
    field: 'verificationKeys',
    reason: `this software carries ${keys}`,
  });
}

/** Every circuit's verification key, each checked against the manifest. */
export function verificationKeys(profile: Genesis['profile']) {
  return Object.fromEntries(CIRCUIT_NAMES.map((name) => [name, verificationKey(profile, name)]));
}
