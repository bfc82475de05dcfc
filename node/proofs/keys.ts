import { assertKeysAllowed, manifestHash, verificationKey } from '@veilgrid/circuits';
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import { ensure } from '@veilgrid/protocol/errors';
import { CIRCUITS } from '@veilgrid/protocol/kinds';

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

/** The verification key of every statement that a transaction proves, each checked against the manifest. */
export function verificationKeys(profile: Genesis['profile']) {
  return Object.fromEntries(CIRCUITS.map((name) => [name, verificationKey(profile, name)]));
}
