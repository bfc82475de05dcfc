/** Money in and out of public accounts and into notes. */
import type { ProvenSlip } from '@veilgrid/protocol/core/money/slip';
import { type AccountRole, ROLES } from '@veilgrid/protocol/roles';
import type { RoleSigner } from './roleSigner.js';

/**
 * Signs a payer's slip, for money that is there.
 * @param issuer signer of the issuer; the payer finds its note by the slip's memo
 */
export function mintNote(issuer: RoleSigner, { slip, proof }: ProvenSlip): Promise<void> {
  return issuer.submit('mintNote', { fields: { slip }, prove: async () => proof });
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
