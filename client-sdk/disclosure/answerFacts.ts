import { bytesToHex } from '@noble/hashes/utils.js';
import { CORE_LOG } from '@veilgrid/protocol/core/groups/log';
import { Fr } from '@veilgrid/protocol/core/ssz';
import type { Answer } from '@veilgrid/protocol/disclosure/answer';
import { QUESTIONS } from '@veilgrid/protocol/disclosure/questions';
import type { Request } from '@veilgrid/protocol/disclosure/request';
import { NAMING } from '@veilgrid/protocol/disclosure/subject';
import { fail } from '@veilgrid/protocol/errors';
import { FIRST_PARTY } from '@veilgrid/protocol/roles';
import { allItems } from '../client/submit.js';
import { unlessMissing } from '../client/unlessMissing.js';
import type { AnswerFacts, AuctionEvidence } from '../verifier/disclosure/answerFacts.js';
import { checkShape, type Received } from '../verifier/disclosure/answerShape.js';
import type { Asking } from './facts.js';
import { fetchSum } from './zoneDay.js';

/**
 * What an answer rests on, from the verifier's own node; `verifyAnswer` checks all of it. The node is asked of one auction a
 * day at most unless the household is named, and of nothing where the answer's own bytes show that it is none.
 * @throws ProtocolError ANSWER_INVALID where they do, or the answer names what the ledger does not have; NOT_FOUND
 */
export async function fetchAnswerFacts(
  { api }: Pick<Asking, 'api'>,
  request: Request,
  answer: Answer,
  received: Received,
): Promise<AnswerFacts> {
  checkShape(request, answer, received);
  const { partyId, purposeId, designated, naming, questions } = request;
  const { consentId, chains } = answer;
  const isParty = partyId >= FIRST_PARTY;
  const facts = (query: { from: number }) => api.partyFacts({ params: { partyId }, query });
  const id = bytesToHex(consentId);
  const sums = naming !== NAMING.named || questions.some(({ kind }) => kind === QUESTIONS.comparison);
  const auctions: AuctionEvidence[] = [];
  const named = new Map(
    chains.flatMap(({ steps }, c) => steps.map((s, i) => [s.auctionId, `chains.${c}.steps.${i}`] as const)),
  );
  for (const [auctionId, field] of named) {
    auctions.push(await known(`${field}.auctionId`, () => fetchAuctionEvidence(api, auctionId, sums)));
  }
  return {
    party: isParty ? await allItems(facts) : [],
    purpose: await api.purposeFacts({ params: { purposeId } }),
    recipientKey:
      designated === 1
        ? (await unlessMissing(() => api.recipientKey({ params: { partyId } })))?.fact
        : undefined,
    consent: await known('consentId', async () => ({
      fact: await api.fact({ params: { id } }),
      revokedAt: (await api.consent({ params: { consentId: id } })).revokedAt,
    })),
    auctions,
  };
}

/** Zone, tariff and day of an auction, the root of its readings and, if asked for, the set that it was published in. */
async function fetchAuctionEvidence(
  api: Asking['api'],
  auctionId: bigint,
  sums: boolean,
): Promise<AuctionEvidence> {
  const params = { auctionId };
  const { zone, tariffId, day } = await api.auction({ params });
  const key = bytesToHex(Fr.serialize(auctionId));
  const readings = await api.logFact({ params: { name: CORE_LOG.readings.name, key } });
  const published = sums ? await unlessMissing(() => api.aggregate({ params })) : undefined;
  const sum = published && (await fetchSum({ api }, published));
  return { auctionId, zone, tariffId, day, readings, sum };
}

/** What the ledger does not have, the answer has made up. */
async function known<T>(field: string, ask: () => Promise<T>): Promise<T> {
  const found = await unlessMissing(ask, 'AUCTION_UNKNOWN', 'CONSENT_UNKNOWN');
  if (found === undefined) throw fail('ANSWER_INVALID', { field });
  return found;
}
