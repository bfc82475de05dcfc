/** Salts of proof chains. */
import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { bigIntToBytes, hex, reduceWide } from '@veilgrid/protocol/core/crypto/field';

/**
 * From a secret of the chain's prover: a restarted service finds the state it had reached and goes on from there.
 * @param group whose masks or orders are summed
 */
export function batchSalt(secret: bigint, label: string, group: bigint, batch: number): bigint {
  const info = utf8ToBytes(`veilgrid:${label}:${hex(group)}:${batch}`);
  return reduceWide(hkdf(sha256, bigIntToBytes(secret, 32), undefined, info, 64));
}
