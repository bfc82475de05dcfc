/** Standing consents, answered with nobody at the keyboard: only what was consented to, as long as receipts come back. */
import { equalBytes } from '@noble/curves/utils.js';
import { dayOf } from '@veilgrid/protocol/core/days';
import { askedDigest } from '@veilgrid/protocol/disclosure/request';
import { ensure, fail, ProtocolError } from '@veilgrid/protocol/errors';
import type { Work } from '../core/work.js';
import { answerRequest, type OnProof } from './answer.js';
import { fetchNow } from './now.js';
import { type OwnConsent, ownConsents } from './ownConsents.js';
import { type ReadRequest, readAt } from './readRequest.js';

/** What became of a request that came in. */
export type StandingOutcome =
  | { readonly request: Uint8Array; readonly read: ReadRequest; readonly sealed: Uint8Array }
  | { readonly request: Uint8Array; readonly refusal: ProtocolError };

/**
 * Answers each request to which the wallet has a standing consent; says of the others why it does not.
 * @param requests SSZ of `SignedRequest` each
 */
export async function answerStanding(
  work: Work,
  requests: readonly Uint8Array[],
  onProof?: OnProof,
): Promise<StandingOutcome[]> {
  const now = await fetchNow(work.ctx);
  const outcomes: StandingOutcome[] = [];
  for (const request of requests) {
    try {
      const read = await readAt(work.ctx, request, now);
      const { consentId } = await standingConsent(work, read, now);
      const choice = { consent: consentId, ...(onProof && { onProof }) };
      outcomes.push({ request, read, sealed: await answerRequest(work, read, choice) });
    } catch (refusal) {
      // One party's bytes do not keep the others waiting; what no code names is a fault of this program.
      if (!(refusal instanceof ProtocolError)) throw refusal;
      outcomes.push({ request, refusal });
    }
  }
  return outcomes;
}

/** @throws ProtocolError REQUEST_INVALID where the purpose is not standing; CONSENT_UNKNOWN, CONSENT_REVOKED, CONSENT_TIMES */
async function standingConsent(
  work: Work,
  { request, purpose }: ReadRequest,
  now: bigint,
): Promise<OwnConsent> {
  ensure(purpose.standing === 1, 'REQUEST_INVALID', { field: 'purposeId', reason: 'not standing' });
  const asked = askedDigest(request);
  const own = await ownConsents(work);
  const to = own.filter((each) => each.purposeId === request.purposeId && equalBytes(each.asked, asked));
  const open = to.filter(({ revokedAt }) => revokedAt === 0n);
  const today = dayOf(now);
  const found = open.find(({ from, until }) => from <= today && today < until);
  if (found) return found;
  if (open.length > 0) throw fail('CONSENT_TIMES', { field: 'until' });
  throw fail(to.length > 0 ? 'CONSENT_REVOKED' : 'CONSENT_UNKNOWN', { field: 'asked' });
}
