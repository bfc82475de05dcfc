/** Transactions of data access, each right as it stands but for what is said instead. */
import type { TransferBody } from '@veilgrid/protocol/core/money/note';
import type { ConsentBody } from '@veilgrid/protocol/disclosure/consent';
import { MONEY } from '@veilgrid/protocol/params';
import type { BodyOf } from '../../state/support/chain.js';
import {
  consentBody,
  FUNDS,
  feeBody,
  partyBodies,
  purposeBody,
  receiptsBody,
} from '../../state/support/disclosure/bodies.js';
import { slipOf } from '../../state/support/slip.js';
import { draft } from './draft.js';
import type { Draft } from './seal.js';

/** Who may ask, who may not, and money in notes for fees. */
export const beginning = (): Draft[] => [
  ...partyBodies().map((body) => draft('registerParty', body)),
  draft('mintNote', slipOf({ asset: MONEY, value: FUNDS, ownerPk: 77n, rho: 77n })),
];

/** Of a party that must know the secret of its key, and does. */
export const key = (partyId: number, recipientKey: bigint, how: Partial<Draft> = {}) =>
  draft('recipientKey', { partyId, recipientKey }, how);

export type PurposeChange = Partial<BodyOf<'registerPurpose'>>;
export const purpose = (
  partyId: number,
  purposeId: number,
  change: PurposeChange = {},
  how: Partial<Draft> = {},
) => draft('registerPurpose', purposeBody({ partyId, purposeId, ...change }), how);

/** @param byParty 0: the regulator ends it */
export const purposeEnd = (partyId: number, purposeId: number, byParty = 1, how: Partial<Draft> = {}) =>
  draft('endPurpose', { purposeId, partyId, byParty }, how);

export type ConsentChange = Partial<Omit<ConsentBody, 'fee'>> & { readonly fee?: Partial<TransferBody> };
/** The nth of somebody. */
export const consentOf = (n: number, { fee, ...change }: ConsentChange = {}): ConsentBody =>
  consentBody(n, { fee: feeBody(n, fee), ...change });

export const revoke = (id: Uint8Array, secret: bigint) => draft('revokeConsent', { consentId: id, secret });

export const receipts = (
  partyId: number,
  change: Partial<BodyOf<'receipts'>> = {},
  how: Partial<Draft> = {},
) => draft('receipts', receiptsBody({ partyId, ...change }), how);
