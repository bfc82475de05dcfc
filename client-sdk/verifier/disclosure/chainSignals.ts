/**
 * The public signals of a chain, as household and verifier both build them: nothing is read from an answer that follows
 * from the request and from what the ledger shows. docs/protocol/disclosure.md "Verifier".
 */
import { signed } from '@veilgrid/protocol/core/crypto/field';
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import { answerContext, type UnprovenAnswer } from '@veilgrid/protocol/disclosure/answer';
import { askedDay, type Claimed, sumBounds, type ZoneDay } from '@veilgrid/protocol/disclosure/compile';
import type { DiscloseSignals } from '@veilgrid/protocol/disclosure/disclose';
import { type Request, requestScope } from '@veilgrid/protocol/disclosure/request';

/** What the ledger says beside an answer. */
export interface ChainFacts {
  /** 0n unless the request is designated. */
  readonly recipientKey: bigint;
  /** The frozen root of each step's auction. */
  readonly roots: readonly bigint[];
  /** The zone's figure of each step, where the chain compares. */
  readonly zone?: readonly ZoneDay[];
}

type UnprovenChain = UnprovenAnswer['chains'][number];

/** A chain's questions and which bracket each claims. @param chain of numbers that the request has */
export function claimedOf(
  { questions }: Pick<Request, 'questions'>,
  chain: Pick<UnprovenChain, 'questions' | 'claims'>,
): Claimed[] {
  return chain.questions.map((q, i) => ({ question: questions[q]!, claim: chain.claims[i]! }));
}

/**
 * Of every step of a chain, in order. What an exact sum is, what is shown, and states are all that an answer adds.
 * @param c which chain; its questions and claims are the request's
 */
export function chainSignals(
  { params }: Pick<Genesis, 'params'>,
  request: Request,
  unproven: UnprovenAnswer,
  c: number,
  { recipientKey, roots, zone = [] }: ChainFacts,
): DiscloseSignals[] {
  const chain = unproven.chains[c]!;
  const claimed = claimedOf(request, chain);
  const context = answerContext(request.chainId, unproven);
  const scope = requestScope(request);
  const { subject, shown } = unproven;
  const { low, high } = sumBounds(claimed, signed(chain.low), zone);
  const nothing = Array<bigint>(params.readingWords).fill(0n);
  return chain.steps.map((step, i) => ({
    stateOut: step.stateOut,
    readings: step.readings.length > 0 ? step.readings : nothing,
    context,
    chainId: request.chainId,
    auctionId: step.auctionId,
    day: BigInt(step.day),
    status: BigInt(step.status),
    readingRoot: roots[i]!,
    recipientKey,
    scope,
    subject,
    shown,
    first: i === 0 ? 1n : 0n,
    last: i === chain.steps.length - 1 ? 1n : 0n,
    stateIn: chain.steps[i - 1]?.stateOut ?? 0n,
    low,
    high,
    ...askedDay(params, claimed, step.day - request.fromDay),
  }));
}
