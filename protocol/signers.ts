import type { Genesis } from './core/genesis.js';
import type { Role } from './roles.js';
import type { Draft } from './tx.js';

/** The Ed25519 key a role must sign a draft with: genesis names the authorities', an enrolment its owner's. */
export function signingKey(genesis: Genesis, { kind, body }: Draft, role: Role): Uint8Array {
  if (role !== 'owner') return genesis.keys[role];
  if (kind !== 'enrolPoint' && kind !== 'changePoint') throw new Error(`${kind} has no owner`);
  return body.ownerSigPk;
}
