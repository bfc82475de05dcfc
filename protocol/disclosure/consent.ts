/** A household's consent, which hides the household, and its end. docs/protocol/disclosure.md "Consents". */
import { type Hasher, hash } from '../core/crypto/hash.js';
import { TransferBody } from '../core/money/note.js';
import { Bytes32, container, Fr, type Infer, U32, U64 } from '../core/ssz.js';
import { TAGS } from '../tags.js';

/** A consent ends at most so many days after it was given. */
export const MAX_CONSENT_DAYS = 400;
/** A wallet's consents are found again one by one, until so many in a row are not there. */
export const CONSENT_GAP = 20;

const fields = {
  purposeId: U32,
  /** H(HOLD, subject, n) */
  holder: Fr,
  /** H(REVOKE, r) */
  revoke: Fr,
  /** SHA-256 of what was asked: `askedDigest` of the request. */
  asked: Bytes32,
  /** Days on which answers may be given, UTC: [from, until). */
  from: U32,
  until: U32,
} as const;

/** Its id is the transaction's identity. */
export const ConsentBody = container({ fee: TransferBody, ...fields });
export type ConsentBody = Infer<typeof ConsentBody>;

export const ConsentRecord = container({
  ...fields,
  /** Unix seconds. */
  givenAt: U64,
  /** 0: it was not. */
  revokedAt: U64,
});
export type ConsentRecord = Infer<typeof ConsentRecord>;

export const RevokeConsentBody = container({ consentId: Bytes32, secret: Fr });
export type RevokeConsentBody = Infer<typeof RevokeConsentBody>;

/** What a wallet derives for its i-th consent: `n` opens it to the recipient, `r` ends it. */
export function consentSecrets(hasher: Hasher, sk: bigint, i: number): { n: bigint; r: bigint } {
  const at = (j: number) => hash(hasher, TAGS.CONSENT, [sk, BigInt(j)]);
  return { n: at(2 * i), r: at(2 * i + 1) };
}

export function holderOf(hasher: Hasher, subject: bigint, n: bigint): bigint {
  return hash(hasher, TAGS.HOLD, [subject, n]);
}

export function revokeOf(hasher: Hasher, r: bigint): bigint {
  return hash(hasher, TAGS.REVOKE, [r]);
}
