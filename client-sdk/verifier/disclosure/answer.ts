/**
 * Whether an answer is one to this request, of its days and true: by facts and proofs, with no wallet and no secret.
 * docs/protocol/disclosure.md "Verifier".
 */
import { equalBytes } from '@noble/curves/utils.js';
import { verifyEd25519 } from '@veilgrid/protocol/core/crypto/ed25519';
import { dayOf } from '@veilgrid/protocol/core/days';
import { STATUS_DSO } from '@veilgrid/protocol/core/readings';
import { type Answer, answerDigest } from '@veilgrid/protocol/disclosure/answer';
import { holderOf } from '@veilgrid/protocol/disclosure/consent';
import { discloseSignals } from '@veilgrid/protocol/disclosure/disclose';
import {
  askedDigest,
  ensureRequest,
  type Request,
  requestDigest,
  type SignedRequest,
} from '@veilgrid/protocol/disclosure/request';
import { NAMING } from '@veilgrid/protocol/disclosure/subject';
import { fail, ProtocolError } from '@veilgrid/protocol/errors';
import type { TrustedChain } from '../market/auction.js';
import type { ProofClaim, VerifyMany } from '../proof.js';
import { checkCrowd, checkDays } from './answerDays.js';
import { type Answered, answeredOf } from './answered.js';
import { type AnswerFacts, type ShownAnswerFacts, type ShownReadings, shownFacts } from './answerFacts.js';
import { checkQuestions, checkSum, zoneOf } from './answerQuestions.js';
import { checkTime, type Received } from './answerShape.js';
import { chainSignals } from './chainSignals.js';
import type { ShownConsent } from './consent.js';
import { check } from './invalid.js';
import type { ShownPurpose } from './purpose.js';

/** What a verifier believes in: a ledger by its genesis, and whoever checks proofs of it. */
export interface AnswerVerifier extends TrustedChain {
  readonly verifyMany: VerifyMany;
}

/** An answer that is true, as far as its recipient can be convinced. */
export interface VerifiedAnswer {
  /** What its receipt names. */
  readonly digest: Uint8Array;
  readonly purpose: ShownPurpose;
  readonly consent: ShownConsent;
  /** The household's pseudonym. */
  readonly subject: bigint;
  /** The connection point, where it is named. */
  readonly position: number | undefined;
  /** Whoever holds it can show it to others, who are convinced too. */
  readonly transferable: boolean;
  /** In the order of the request's questions. */
  readonly answers: readonly Answered[];
  /** Days of which there is no reading. */
  readonly gaps: readonly number[];
  /** Days that the DSO read or estimated. */
  readonly estimated: readonly number[];
  /** What the readings were opened under. */
  readonly auctions: readonly ShownReadings[];
}

/**
 * @throws ProtocolError ANSWER_INVALID with the field at fault; FACT_INVALID with the fact and the field, where it is the
 * node that does not tell the truth
 */
export async function verifyAnswer(
  { genesis, hasher, verifyMany }: AnswerVerifier,
  signedRequest: SignedRequest,
  answer: Answer,
  facts: AnswerFacts,
  received: Received,
): Promise<VerifiedAnswer> {
  const { request } = signedRequest;
  const shown = shownFacts({ genesis, hasher }, request, answer.consentId, facts);
  checkRequest(genesis, signedRequest, shown, received);
  check(equalBytes(answer.requestDigest, requestDigest(request)), 'requestDigest');
  checkConsent(request, shown, received);
  const holder = holderOf(hasher, answer.subject, answer.n);
  check(holder === shown.consent.holder, 'consent.holder');
  const named = request.naming === NAMING.named;
  check(named ? answer.shown > 0n && answer.shown <= 2n ** 32n : answer.shown === 0n, 'shown');
  const used = checkDays(request, answer, shown);
  if (!named) checkCrowd(answer, used);

  const answers = new Map<number, Answered>();
  const claims: (ProofClaim & { readonly field: string })[] = [];
  answer.chains.forEach((chain, c) => {
    const at = `chains.${c}`;
    const claimed = checkQuestions(request, chain, at);
    const steps = used[c]!;
    const zone = zoneOf(claimed, steps, at);
    const roots = steps.map(({ root }) => root);
    const { recipientKey } = shown;
    if (recipientKey === undefined) throw fail('ANSWER_INVALID', { field: 'request.designated' });
    const signals = chainSignals({ params: genesis.params }, request, answer, c, {
      recipientKey,
      roots,
      zone,
    });
    checkSum(claimed, chain, signals[0]!, at);
    const shows = signals[0]!.selectImport > 0n || signals[0]!.selectExport > 0n;
    chain.steps.forEach(({ proof, readings }, i) => {
      const field = `${at}.steps.${i}`;
      check(readings.length === (shows ? genesis.params.readingWords : 0), `${field}.readings`);
      claims.push({
        circuit: 'disclose',
        proof,
        signals: discloseSignals(signals[i]!),
        field: `${field}.proof`,
      });
    });
    const nets = zone.reduce((sum, day) => sum + day.nets, 0);
    chain.questions.forEach((q, i) => {
      check(!answers.has(q), `${at}.questions`);
      answers.set(q, answeredOf(genesis.params.K, claimed[i]!, chain, nets));
    });
  });
  check(answers.size === request.questions.length, 'chains');

  const refusals = await verifyMany(claims);
  claims.forEach(({ field }, i) => {
    const refusal = refusals[i];
    if (refusal) throw fail('ANSWER_INVALID', { field, reason: refusal.code });
  });
  const all = answer.chains.flatMap(({ steps }) => steps);
  return {
    digest: answerDigest(genesis.chainId, answer),
    purpose: shown.purpose,
    consent: shown.consent,
    subject: answer.subject,
    position: named ? Number(answer.shown - 1n) : undefined,
    transferable: request.designated === 0,
    answers: request.questions.map((_, q) => answers.get(q)!),
    gaps: answer.gaps,
    estimated: rising(all.filter(({ status }) => status === STATUS_DSO).map(({ day }) => day)),
    auctions: [...new Set(used.flat())],
  };
}

const rising = (days: readonly number[]) => [...new Set(days)].sort((a, b) => a - b);

/** 1. The party's own, for a purpose that stands, in time and for the first time. */
function checkRequest(
  genesis: TrustedChain['genesis'],
  { request, signature }: SignedRequest,
  { purpose }: ShownAnswerFacts,
  received: Received,
): void {
  check(request.chainId === genesis.chainId, 'request.chainId');
  const own = verifyEd25519(requestDigest(request), signature, purpose.party.sigPk);
  check(own, 'request.signature');
  try {
    ensureRequest(genesis.params, request, purpose.purpose);
  } catch (error) {
    if (!(error instanceof ProtocolError) || error.code !== 'REQUEST_INVALID') throw error;
    throw fail('ANSWER_INVALID', { field: `request.${error.data.field}` });
  }
  const today = dayOf(received.now);
  check(purpose.purpose.from <= today && today < purpose.until, 'request.purposeId');
  checkTime(request, received);
}

/** 2. To this request, and standing. */
function checkConsent(request: Request, { consent }: ShownAnswerFacts, { now }: Received): void {
  const today = dayOf(now);
  check(consent.purposeId === request.purposeId, 'consent.purposeId');
  check(consent.from <= today, 'consent.from');
  check(today < consent.until, 'consent.until');
  check(equalBytes(consent.asked, askedDigest(request)), 'consent.asked');
  check(consent.revokedAt === 0n, 'consent.revokedAt');
}
