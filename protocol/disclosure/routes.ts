import { z } from 'zod';
import { Fact, MAX_FACTS } from '../core/fact.js';
import { bigint, bytes, count, countText, element, hash, listOf, page, pageOf, route } from '../core/wire.js';

const PurposeEntry = z.object({
  purposeId: count,
  partyId: count,
  /** SHA-256 of the text that people read. */
  textHash: bytes,
  /** Article 6(1) of Regulation (EU) 2016/679: 1 consent to 6 legitimate interests. */
  lawfulBasis: count,
  /** Bit a kind of question. */
  questions: count,
  maxDays: count,
  standing: count,
  /** Bit a way to be named: pseudonym, named, once. */
  naming: count,
  transferable: count,
  panels: count,
  retentionDays: count,
  from: count,
  until: count,
});

const ConsentEntry = z.object({
  consentId: hash,
  purposeId: count,
  holder: element,
  revoke: element,
  asked: bytes,
  from: count,
  until: count,
  /** Unix seconds; revokedAt is 0 while it was not. */
  givenAt: bigint,
  revokedAt: bigint,
});

const ReceiptsEntry = z.object({ index: count, from: bigint, to: bigint, count, root: bytes });

/** What made a purpose what it is. */
const PurposeFacts = z.object({ registerPurpose: Fact, endPurpose: Fact.optional() });

export const DISCLOSURE_SCHEMAS = { PurposeEntry, PurposeFacts, ConsentEntry, ReceiptsEntry };

const purposePath = z.strictObject({ purposeId: countText });
const partyPath = z.strictObject({ partyId: countText });

export const DISCLOSURE_ROUTES = {
  purposes: route({
    method: 'get',
    path: '/v1/purposes',
    summary: 'Purposes for which parties may ask households, in order, with how many live consents each has',
    query: page,
    response: listOf(PurposeEntry.extend({ live: count })),
  }),
  purpose: route({
    method: 'get',
    path: '/v1/purposes/:purposeId',
    summary: 'A purpose, and how many live consents it has',
    params: purposePath,
    response: PurposeEntry.extend({ live: count }),
  }),
  purposeFacts: route({
    method: 'get',
    path: '/v1/purposes/:purposeId/facts',
    summary: 'What registered and ended a purpose, each with the proof that it stands in a final block',
    params: purposePath,
    response: PurposeFacts,
  }),
  consents: route({
    method: 'get',
    path: '/v1/consents',
    summary: 'Consents in order, of all purposes or of one: a wallet finds its own among them by itself',
    query: page.extend({ purpose: countText.optional() }),
    response: listOf(ConsentEntry),
  }),
  consent: route({
    method: 'get',
    path: '/v1/consents/:consentId',
    summary: 'A consent, and whether it was revoked',
    params: z.strictObject({ consentId: hash }),
    response: ConsentEntry,
  }),
  recipientKey: route({
    method: 'get',
    path: '/v1/recipients/:partyId',
    summary:
      'The key by which a party could have made any answer to it, and the transaction that registered it',
    params: partyPath,
    response: z.object({ recipientKey: element, fact: Fact }),
  }),
  receipts: route({
    method: 'get',
    path: '/v1/receipts/:partyId',
    summary: 'Roots of the receipts that a party signed, in order',
    params: partyPath,
    query: page,
    response: listOf(ReceiptsEntry),
  }),
  receiptFacts: route({
    method: 'get',
    path: '/v1/receipts/:partyId/facts',
    summary:
      'The transactions that rooted them, in order, each with the proof that it stands in a final block',
    params: partyPath,
    query: pageOf(MAX_FACTS),
    response: listOf(Fact),
  }),
} as const;
