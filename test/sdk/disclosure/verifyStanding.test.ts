/** Requests, consents and facts that do not stand. docs/protocol/disclosure.md "Verifier", 1 and 2. */
import { ed25519 } from '@noble/curves/ed25519.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { verifier } from '@veilgrid/client-sdk';
import { askedDigest, requestDigest, type SignedRequest } from '@veilgrid/protocol/disclosure/request';
import { secretOf } from '../../state/support/genesis.js';
import {
  ask,
  BANK,
  changeFact,
  type consentBody,
  consentFact,
  consentOf,
  DAYS,
  endFact,
  evidenceOf,
  factsOf,
  HOME,
  idOf,
  keyFact,
  LENDER,
  NEIGHBOUR,
  NOW,
  PURPOSE_ID,
  partyFact,
  purposeFact,
  sumFact,
  TODAY,
} from './support/shownAnswer.js';
import { answer, type Case, invalid, prover, refusal, request, unproven } from './support/verifying.js';

afterAll(() => prover.close());

describe('a request', () => {
  const signedAgain = (change: Partial<SignedRequest['request']>, by = BANK) => {
    const asked = { ...request.request, ...change };
    return { request: asked, signature: ed25519.sign(requestDigest(asked), secretOf(by)) };
  };

  test.each<[string, () => Case, object]>([
    [
      'that the party did not sign',
      () => ({ request: signedAgain({}, LENDER) }),
      invalid('request.signature'),
    ],
    [
      'of another chain',
      () => ({ request: signedAgain({ chainId: 7n }), facts: factsOf(request) }),
      invalid('request.chainId'),
    ],
    [
      'that its purpose does not allow',
      () => ({ request: signedAgain({ maxGaps: 3 }), facts: factsOf(request) }),
      invalid('request.maxGaps'),
    ],
    ['that has expired', () => ({ received: { now: request.request.expires } }), invalid('request.expires')],
    [
      'that was answered',
      () => ({ received: { answered: new Set([bytesToHex(request.request.nonce)]) } }),
      invalid('request.nonce'),
    ],
    [
      'for a purpose that has ended',
      () => ({
        facts: {
          purpose: {
            registerPurpose: purposeFact(BANK, PURPOSE_ID),
            endPurpose: endFact(BANK, PURPOSE_ID, TODAY),
          },
        },
      }),
      invalid('request.purposeId'),
    ],
    [
      'of a party that has ended',
      () => ({ facts: { party: [partyFact(BANK, { until: TODAY })] } }),
      invalid('request.purposeId'),
    ],
    [
      'that is designated to a party without a key',
      () => ({ facts: { recipientKey: undefined } }),
      invalid('request.designated'),
    ],
  ])('%s gets no answer that counts', async (_name, change, expected) => {
    expect(await refusal(change())).toEqual(expected);
  });
});

describe('a consent', () => {
  const posted = (change: Partial<ReturnType<typeof consentBody>>): Case => {
    const body = { ...consentOf(HOME, request.request).body, ...change };
    const facts = { consent: { fact: consentFact(body), revokedAt: 0n } };
    return { answer: { ...answer, consentId: idOf(body) }, facts };
  };

  test.each<[string, () => Case, string]>([
    ['to another purpose', () => posted({ purposeId: 6 }), 'consent.purposeId'],
    ['that begins tomorrow', () => posted({ from: TODAY + 1 }), 'consent.from'],
    ['that ended', () => posted({ until: TODAY }), 'consent.until'],
    [
      'to another question',
      () => posted({ asked: askedDigest(ask({ maxGaps: 0 }).request) }),
      'consent.asked',
    ],
    ['of another household', () => posted({ holder: 7n }), 'consent.holder'],
    ['that another number opens', () => ({ answer: { ...answer, n: 7n } }), 'consent.holder'],
  ])('%s is none', async (_name, change, field) => {
    expect(await refusal(change())).toEqual(invalid(field));
  });

  test('that was revoked is none', async () => {
    const { fact } = factsOf(request).consent;
    expect(await refusal({ facts: { consent: { fact, revokedAt: NOW - 1n } } })).toEqual(
      invalid('consent.revokedAt'),
    );
  });

  test('given again to the same question does not fit the proofs of the first', async () => {
    expect(await refusal(posted({ from: TODAY - 6 }))).toEqual(unproven());
  });
});

describe('a node that lies', () => {
  const lie = (fact: string, field: string) => expect.objectContaining({ code: 'FACT_INVALID', fact, field });

  test.each<[string, () => Partial<verifier.AnswerFacts>, object]>([
    ['of a party that is another', () => ({ party: [partyFact(LENDER)] }), lie('registerParty', 'partyId')],
    ['of no party', () => ({ party: [] }), lie('registerParty', 'tx')],
    [
      'of a purpose that the party did not sign',
      () => ({ purpose: { registerPurpose: purposeFact(BANK, PURPOSE_ID, {}, LENDER) } }),
      lie('registerPurpose', 'signatures.1'),
    ],
    [
      'of another purpose',
      () => ({ purpose: { registerPurpose: purposeFact(BANK, 6) } }),
      lie('registerPurpose', 'purposeId'),
    ],
    [
      'of another party’s purpose',
      () => ({ purpose: { registerPurpose: purposeFact(LENDER, PURPOSE_ID, {}, BANK) } }),
      lie('registerPurpose', 'partyId'),
    ],
    [
      'of another purpose’s end',
      () => ({
        purpose: { registerPurpose: purposeFact(BANK, PURPOSE_ID), endPurpose: endFact(BANK, 6, TODAY + 9) },
      }),
      lie('endPurpose', 'purposeId'),
    ],
    [
      'of another party’s key',
      () => ({ recipientKey: keyFact(LENDER) }),
      lie('recipientKey', 'signatures.0'),
    ],
    [
      'of another consent',
      () => ({
        consent: { fact: consentFact(consentOf(NEIGHBOUR, request.request).body), revokedAt: 0n },
      }),
      lie('consent', 'consentId'),
    ],
    [
      'of an auction’s zone',
      () => ({ auctions: [{ ...evidenceOf(DAYS[0]), zone: 4 }, evidenceOf(DAYS[2])] }),
      lie('auction', 'auctionId'),
    ],
    [
      'of readings that froze elsewhere',
      () => ({
        auctions: [{ ...evidenceOf(DAYS[0]), readings: evidenceOf(DAYS[2]).readings }, evidenceOf(DAYS[2])],
      }),
      lie('readings', 'body'),
    ],
    [
      'of a set that the auction is not in',
      () => ({ auctions: [{ ...evidenceOf(DAYS[0]), sum: sumFact([DAYS[2]]) }, evidenceOf(DAYS[2])] }),
      lie('sum', 'auctions'),
    ],
  ])('%s is found out', async (_name, facts, expected) => {
    expect(await refusal({ facts: facts() })).toEqual(expected);
  });

  test('a purpose outlives a change of its party’s key, and what the old key signs later does not count', async () => {
    const changed = (height: bigint) => ({
      ...factsOf(request),
      party: [partyFact(BANK), changeFact(BANK, 77, height)],
    });
    const now = {
      request: { ...request, signature: ed25519.sign(requestDigest(request.request), secretOf(77)) },
    };
    // Purpose and key were registered in block 9.
    expect(await refusal({ ...now, facts: changed(10n) })).toBeUndefined();
    expect(await refusal({ ...now, facts: changed(9n) })).toBeUndefined();
    expect(await refusal({ ...now, facts: changed(8n) })).toEqual(lie('registerPurpose', 'signatures.1'));
    expect(await refusal({ facts: changed(10n) })).toEqual(invalid('request.signature'));
  });
});
