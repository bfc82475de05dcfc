/** Transactions of data access, each right as it stands; what is said instead is named. */
import { TRANSFER_MEMO_BYTES } from '@veilgrid/protocol/core/money/note';
import type { PurposeRecord } from '@veilgrid/protocol/disclosure/purpose';
import { MONEY } from '@veilgrid/protocol/params';
import { purposeBody, receiptsBody } from '../../state/support/answers.js';
import type { BodyOf } from '../../state/support/chain.js';
import { draft } from './draft.js';
import type { Draft } from './seal.js';

/** Money in notes, for fees. */
export const note = (cm: bigint, value: bigint) =>
  draft('mintNote', { slip: { asset: MONEY, value, cm, memo: new Uint8Array(TRANSFER_MEMO_BYTES) } });

/** Of a party that must know the secret of its key, and does. */
export const key = (partyId: number, recipientKey: bigint, how: Partial<Draft> = {}) =>
  draft('recipientKey', { partyId, recipientKey }, how);

export const purpose = (
  partyId: number,
  purposeId: number,
  change: Partial<PurposeRecord> = {},
  how: Partial<Draft> = {},
) => draft('registerPurpose', purposeBody(partyId, purposeId, change), how);

/** @param byParty 0: the regulator ends it */
export const purposeEnd = (partyId: number, purposeId: number, byParty = 1, how: Partial<Draft> = {}) =>
  draft('endPurpose', { purposeId, partyId, byParty }, how);

export const revoke = (id: Uint8Array, secret: bigint) => draft('revokeConsent', { consentId: id, secret });

export const receipts = (
  partyId: number,
  change: Partial<BodyOf<'receipts'>> = {},
  how: Partial<Draft> = {},
) => draft('receipts', receiptsBody(partyId, change), how);
