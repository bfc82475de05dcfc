/** An answer of a household: facts first, then its own rules, then proofs. docs/protocol/disclosure.md "Answer". */
import { equalBytes } from '@noble/curves/utils.js';
import { dayOf } from '@veilgrid/protocol/core/days';
import { pointCommitment } from '@veilgrid/protocol/core/points';
import { answerDigest } from '@veilgrid/protocol/disclosure/answer';
import { QUESTIONS } from '@veilgrid/protocol/disclosure/questions';
import { askedDigest, type Request } from '@veilgrid/protocol/disclosure/request';
import { NAMING } from '@veilgrid/protocol/disclosure/subject';
import { ensure, fail } from '@veilgrid/protocol/errors';
import type { Params } from '@veilgrid/protocol/params';
import type { Prover } from '@veilgrid/protocol/prover';
import { PointHistory } from '../core/points/dayPoints.js';
import type { Work } from '../core/work.js';
import { ensureFigures, type ZoneFigure, zoneFigure } from '../verifier/disclosure/zoneDay.js';
import type { WalletContext } from '../wallet/context.js';
import type { TxStore } from '../wallet/txStore.js';
import { sealAnswer } from './answerBox.js';
import { answerPlan, type OnPlan, type TrueClaim } from './answerPlan.js';
import { chainsOf, sumOf, trueClaim } from './claims.js';
import { runsOf } from './dayRuns.js';
import { fetchConsent, fetchRecipientKey } from './facts.js';
import { ensureKnown } from './knownConsents.js';
import { ensureUnlinked, type NamedAnswer } from './links.js';
import { answersTo, type GivenAnswer, keepAnswer } from './memory.js';
import { nowAt } from './now.js';
import { consentAmong, type OwnConsent, ownConsents, subjectUnder } from './ownConsents.js';
import { type OwnDay, ownDays, setsOf } from './ownDays.js';
import { ensureReceipts } from './ownReceipts.js';
import { type AnswerDay, type PlannedAnswer, type PlannedChain, proveAnswer } from './proveAnswer.js';
import { type ReadRequest, readAt } from './readRequest.js';
import { ensureHidden, ensureTellsNoMore, isUnder } from './rules.js';
import { saidBy } from './said.js';

/** Before the first and after each proof. */
export type OnProof = (done: number, of: number) => void;

/** How a request is answered. */
export interface AnswerChoice {
  /** Identity of an own consent to what is asked, 32 bytes. */
  readonly consent: Uint8Array;
  /** What was answered elsewhere is lost, and the household answers all the same: it may tell more than it would. */
  readonly memoryLost?: true;
  readonly onPlan?: OnPlan;
  readonly onProof?: OnProof;
}

/**
 * @returns sealed to the party; what was given once is given again as it is
 * @throws ProtocolError see `Disclosure.answer`
 */
export async function answerRequest(
  work: Work,
  { bytes }: Pick<ReadRequest, 'bytes'>,
  { consent, memoryLost, onPlan, onProof = () => {} }: AnswerChoice,
): Promise<Uint8Array> {
  const { ctx, store } = work;
  const now = nowAt(ctx, await work.ground([]));
  const read = await readAt(ctx, bytes, now);
  const { request, party, digest } = read;
  const all = await ownConsents(work);
  const own = await consentTo(ctx, read, consentAmong(all, consent), now);
  const recipientKey = request.designated === 1 ? await fetchRecipientKey(ctx, party) : 0n;
  const history = await PointHistory.fetch(ctx);
  const { position, subject } = holderOfConsent(ctx, history, request, own);

  const { given, before } = await remembered(store, read, consent, now);
  if (before) return before.sealed;
  await ensureKnown(ctx, store, all, memoryLost === true);

  const { days, gaps } = await ownDays(ctx, history, request, position);
  ensure(gaps.length <= request.maxGaps, 'ANSWER_INVALID', { field: 'gaps' });
  const claims = await claimsOf(ctx, request, days);
  const indices = days.map(({ index }) => index);
  const said = claims.flatMap((claim) => saidBy(ctx.genesis.params, claim, indices, claim.sum, claim.zone));
  const next = {
    ...{ purposeId: request.purposeId, position, naming: request.naming },
    ...{ zone: days[0]!.point.zone, tariffId: days[0]!.point.tariffId },
    ...{ days: runsOf(days.map(({ day }) => day)), said },
  };
  ensureSayable(ctx.genesis.params, next, given);
  await onPlan?.(answerPlan(ctx.genesis.params, claims, days, gaps));

  const plan: PlannedAnswer = {
    consentId: own.consentId,
    n: own.n,
    subject,
    position,
    named: request.naming === NAMING.named,
    gaps,
    days: days.map((day) => openedDay(ctx, day)),
    chains: chainsOf(claims).map((chain) => ({
      questions: chain.map(({ number }) => number),
      claims: chain.map(({ claim }) => claim),
      ...zoneOf(chain),
    })),
  };
  const proving = { ...ctx, prover: counted(ctx.prover, plan.chains.length * days.length, onProof) };
  const proven = await proveAnswer(proving, request, plan, recipientKey);
  const answer: GivenAnswer = {
    ...next,
    partyId: party.partyId,
    requestDigest: digest,
    consentId: own.consentId,
    answerDigest: answerDigest(request.chainId, proven),
    time: now,
    sealed: sealAnswer(party.encPk, request, proven),
  };
  // Of two processes with one store the one that is later looks again at what the other has said.
  for (let earlier = given; !(await keepAnswer(store, answer, earlier.length)); ) {
    const again = await remembered(store, read, consent, now);
    if (again.before) return again.before.sealed;
    earlier = again.given;
    ensureSayable(ctx.genesis.params, next, earlier);
  }
  return answer.sealed;
}

/**
 * What the party was answered so far, and to this very request.
 * @throws ProtocolError REQUEST_INVALID, RECEIPT_MISSING where nothing further is answered under the consent
 */
async function remembered(
  store: TxStore,
  { party, purpose, digest }: ReadRequest,
  consent: Uint8Array,
  now: bigint,
): Promise<{ readonly given: readonly GivenAnswer[]; readonly before: GivenAnswer | undefined }> {
  const given = await answersTo(store, party.partyId);
  const before = given.find(({ requestDigest }) => equalBytes(requestDigest, digest));
  if (before) return { given, before };
  const under = given.filter(isUnder(consent));
  ensure(under.length === 0 || purpose.standing === 1, 'REQUEST_INVALID', { field: 'consentId' });
  await ensureReceipts(store, under, now);
  return { given, before };
}

/** @throws ProtocolError ANSWER_LINKS, ANSWER_TELLS_MORE */
function ensureSayable(params: Params, next: NamedAnswer, earlier: readonly GivenAnswer[]): void {
  ensureUnlinked(next, earlier);
  ensureTellsNoMore(params, next, earlier);
}

/** The wallet's own consent to this, as a final block shows it. */
async function consentTo(
  ctx: WalletContext,
  { request }: ReadRequest,
  own: OwnConsent,
  now: bigint,
): Promise<OwnConsent> {
  const shown = await fetchConsent(ctx, own.consentId);
  const same = shown.holder === own.holder && shown.revoke === own.revoke;
  ensure(same, 'FACT_INVALID', { field: 'holder', fact: 'consent' });
  ensure(own.revokedAt === 0n && shown.revokedAt === 0n, 'CONSENT_REVOKED', { field: 'consentId' });
  ensure(shown.purposeId === request.purposeId, 'CONSENT_UNKNOWN', { field: 'purposeId' });
  ensure(equalBytes(shown.asked, askedDigest(request)), 'CONSENT_UNKNOWN', { field: 'asked' });
  const today = dayOf(now);
  ensure(shown.from <= today, 'CONSENT_TIMES', { field: 'from' });
  ensure(today < shown.until, 'CONSENT_TIMES', { field: 'until' });
  return own;
}

/** Of which of the wallet's points a consent is. */
function holderOfConsent(
  ctx: WalletContext,
  { told }: PointHistory,
  request: Request,
  own: OwnConsent,
): { position: number; subject: bigint } {
  const points = told.filter(({ ownerPk }) => ownerPk === ctx.keys.ownerPk);
  for (const position of new Set(points.map((point) => point.position))) {
    const subject = subjectUnder(ctx, request, position, own);
    if (subject !== undefined) return { position, subject };
  }
  throw fail('CONSENT_UNKNOWN', { field: 'holder' });
}

/** @throws ProtocolError ANSWER_LINKS; REQUEST_INVALID where nothing is compared with; NOT_FOUND while a zone's day is not published */
async function claimsOf(ctx: WalletContext, request: Request, days: readonly OwnDay[]): Promise<TrueClaim[]> {
  const { naming, questions } = request;
  const compares = questions.some(({ kind }) => kind === QUESTIONS.comparison);
  const sets = compares || naming !== NAMING.named ? await setsOf(ctx, days) : [];
  ensureHidden(
    naming,
    days.map(({ point: { zone, tariffId }, own: { status } }, i) => ({
      ...{ zone, tariffId, large: sets[i]?.large === true, status },
    })),
  );
  return questions.map((question, number) => {
    const zone =
      question.kind === QUESTIONS.comparison ? sets.map(({ set }) => figureOf(set, question.imports)) : [];
    if (question.kind === QUESTIONS.comparison) ensureFigures(zone, `questions.${number}`);
    const { params } = ctx.genesis;
    const claimed = { number, question, claim: trueClaim(params, question, days, zone) };
    return { ...claimed, zone, sum: sumOf(params, [claimed], days) };
  });
}

function figureOf(set: Parameters<typeof zoneFigure>[0] | undefined, periods: bigint): ZoneFigure {
  if (!set) throw fail('NOT_FOUND', { field: 'auctionId' });
  return zoneFigure(set, periods);
}

/** The one comparison that a chain can have has its zone. */
function zoneOf(chain: readonly TrueClaim[]): Pick<PlannedChain, 'zone'> {
  const compared = chain.find(({ zone }) => zone.length > 0);
  return compared ? { zone: compared.zone } : {};
}

function openedDay(
  { hasher, keys }: WalletContext,
  { day, auctionId, point, readings, own }: OwnDay,
): AnswerDay {
  const { status, root, path } = own;
  const opening = { sk: keys.sk, point: pointCommitment(hasher, point), path, real: 1n, v: 0n };
  return { day, auctionId, status, root, readings, opening };
}

/** The same prover, which says how far it is. */
function counted(prover: Prover, of: number, onProof: OnProof): Prover {
  let done = 0;
  onProof(done, of);
  return {
    close: () => prover.close(),
    prove: async (circuit, inputs) => {
      const proven = await prover.prove(circuit, inputs);
      done += 1;
      onProof(done, of);
      return proven;
    },
  };
}
