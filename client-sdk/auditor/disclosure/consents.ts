/** Consents of households that stay unknown, and their ends. docs/protocol/disclosure.md, consent and revokeConsent. */
import { bytesToHex } from '@noble/hashes/utils.js';
import { hash } from '@veilgrid/protocol/core/crypto/hash';
import type { ConsentBody } from '@veilgrid/protocol/disclosure/consent';
import { ensure, fail } from '@veilgrid/protocol/errors';
import { TAGS } from '@veilgrid/protocol/tags';
import { txDigest } from '@veilgrid/protocol/tx';
import { enterMoney } from '../core/money.js';
import { hasEnded } from '../core/parties.js';
import { type DisclosureLedger, type DisclosureRule, dayOf, type PurposeBook, purposeOf } from './book.js';

/** From the day on which a consent is given to its end. */
const LONGEST = 400;

/** Whoever asks for it can sign no more, or it is over. */
function ensureGoesOn(ledger: DisclosureLedger, { record }: PurposeBook): void {
  const goesOn = record.until > dayOf(ledger.time) && !hasEnded(ledger, record.partyId);
  ensure(goesOn, 'PURPOSE_ENDED', { field: 'purposeId' });
}

function ensureTimes(ledger: DisclosureLedger, { record }: PurposeBook, { from, until }: ConsentBody): void {
  const today = dayOf(ledger.time);
  ensure(from < until, 'CONSENT_TIMES', { field: 'from' });
  const holds = until > today && until <= record.until && until <= today + LONGEST;
  ensure(holds, 'CONSENT_TIMES', { field: 'until' });
}

export const consent: DisclosureRule<'consent'> = (ledger, body, context) => {
  const { books, genesis, time } = ledger;
  const { fee, purposeId, holder, revoke, asked, from, until } = body;
  ensure(fee.redeemed === 0n, 'FEE_ONLY', { field: 'fee.redeemed' });
  const purpose = purposeOf(books, purposeId);
  ensureGoesOn(ledger, purpose);
  ensureTimes(ledger, purpose, body);
  ensure(!books.holders.has(holder), 'CONSENT_EXISTS', { field: 'holder' });
  ensure(!books.revokes.has(revoke), 'CONSENT_EXISTS', { field: 'revoke' });
  const paid = enterMoney(ledger, fee, context);
  books.holders.add(holder);
  books.revokes.add(revoke);
  const id = bytesToHex(txDigest(genesis.profile, genesis.chainId, { kind: 'consent', body }));
  const record = { purposeId, holder, revoke, asked, from, until };
  books.consents.set(id, { ...record, givenAt: time, revokedAt: 0n });
  purpose.live++;
  return [paid];
};

export const revokeConsent: DisclosureRule<'revokeConsent'> = ({ books, hasher, time }, body) => {
  const id = bytesToHex(body.consentId);
  const given = books.consents.get(id);
  if (!given) throw fail('CONSENT_UNKNOWN', { field: 'consentId' });
  ensure(given.revokedAt === 0n, 'CONSENT_REVOKED', { field: 'consentId' });
  ensure(hash(hasher, TAGS.REVOKE, [body.secret]) === given.revoke, 'SECRET_WRONG', { field: 'secret' });
  books.consents.set(id, { ...given, revokedAt: time });
  purposeOf(books, given.purposeId).live--;
};
