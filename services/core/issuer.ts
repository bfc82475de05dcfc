/** Money in and out of public accounts and into notes. */
import { randomBytes } from 'node:crypto';
import { reduceWide } from '@veilgrid/protocol/core/crypto/field';
import { MONEY } from '@veilgrid/protocol/params';
import { type AccountRole, ROLES } from '@veilgrid/protocol/roles';
import type { RoleSigner } from './roleSigner.js';

/** @param issuer signer of the issuer; the owner finds the note by its key */
export function mintNote(issuer: RoleSigner, ownerPk: bigint, value: bigint): Promise<void> {
  return issuer.submit('mintNote', {
    fields: { asset: MONEY, value, ownerPk, rho: reduceWide(randomBytes(64)) },
  });
}

/** @param account a role's, or a party's by its number */
export function mintAccount(issuer: RoleSigner, account: AccountRole | number, value: bigint): Promise<void> {
  const number = typeof account === 'number' ? account : ROLES[account];
  return issuer.submit('mintAccount', { fields: { account: number, value } });
}

/** @param owner signer of the role whose account is drawn on */
export function redeem(
  owner: RoleSigner & { readonly role: AccountRole },
  value: bigint,
  payoutReference: Uint8Array,
): Promise<void> {
  return owner.submit('redeem', { fields: { account: ROLES[owner.role], value, payoutReference } });
}
