/** Disclosure's keys of the store; they enter the state hash. Consents stand under their ids in hex. */
import { fr, u32 } from '../core/key.js';

export const keys = {
  recipientKey: (partyId: number) => `disclosure/recipient-key/${u32(partyId)}`,
  /** Every key that ever was a party's. */
  key: (key: bigint) => `disclosure/key/${fr(key)}`,

  purpose: (id: number) => `disclosure/purpose/${u32(id)}`,
  purposeCount: 'disclosure/purpose-count',
  live: (purposeId: number) => `disclosure/live/${u32(purposeId)}`,

  consent: (id: string) => `disclosure/consent/${id}`,
  consentAt: (index: number) => `disclosure/order/${u32(index)}`,
  consentCount: 'disclosure/consent-count',
  consentOfPurpose: (purposeId: number, index: number) => `disclosure/order/${u32(purposeId)}/${u32(index)}`,
  given: (purposeId: number) => `disclosure/given/${u32(purposeId)}`,
  holder: (holder: bigint) => `disclosure/holder/${fr(holder)}`,
  revoke: (revoke: bigint) => `disclosure/revoke/${fr(revoke)}`,

  receipts: (partyId: number) => `disclosure/receipts/${u32(partyId)}`,
  receipt: (partyId: number, index: number) => `disclosure/receipt/${u32(partyId)}/${u32(index)}`,
} as const;
