import { bytesToHex } from '@noble/hashes/utils.js';
import type { Role } from '@veilgrid/protocol/roles';
import type { Tx } from '@veilgrid/protocol/tx';
import { publicKeyOf, SIGNERS } from './genesis.js';
import { ownerSeed } from './party.js';

const owners = new Map(
  Array.from({ length: 30 }, (_, i) => [bytesToHex(publicKeyOf(ownerSeed(i))), ownerSeed(i)]),
);

/** Which of `secretOf` signs a transaction for a role. */
export function signerOf(role: Role, tx: Tx): number {
  if (role !== 'owner') return SIGNERS[role];
  const { ownerSigPk } = tx.body as { ownerSigPk: Uint8Array };
  // An owner that nobody knows cannot sign.
  return owners.get(bytesToHex(ownerSigPk)) ?? 99;
}
