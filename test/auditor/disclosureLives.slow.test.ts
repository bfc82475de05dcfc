import fc from 'fast-check';
import { DisclosureWorld, disclosureLives } from './support/disclosureLives.js';

test('many random lives of recipients and consents: node and auditor take and refuse the same', () => {
  const met = new Set<string>();
  fc.assert(
    fc.property(disclosureLives(60), (steps) => {
      for (const seen of new DisclosureWorld().live(steps).met) met.add(seen);
    }),
    { numRuns: 25, seed: 21 },
  );
  expect([...met].sort()).toEqual([
    'CONSENT_EXISTS',
    'CONSENT_REVOKED',
    'CONSENT_TIMES',
    'CONSENT_UNKNOWN',
    'FEE_ONLY',
    'NULLIFIER_SPENT',
    'PARTY_ENDED',
    'PARTY_KIND_WRONG',
    'PARTY_UNKNOWN',
    'PURPOSE_ENDED',
    'PURPOSE_INVALID',
    'PURPOSE_UNKNOWN',
    'RECEIPTS_GAP',
    'RECIPIENT_KEY_TAKEN',
    'SECRET_WRONG',
    'VALUE_OUT_OF_RANGE',
    'consent',
    'endParty',
    'endPurpose',
    'receipts',
    'recipientKey',
    'registerPurpose',
    'revokeConsent',
  ]);
});
