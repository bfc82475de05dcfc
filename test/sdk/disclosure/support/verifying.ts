/** An answer that is true, with real proofs, and what becomes of it where something is changed. */
import { createProver, type ProtocolError, verifier } from '@veilgrid/client-sdk';
import type { Answer } from '@veilgrid/protocol/disclosure/answer';
import type { SignedRequest } from '@veilgrid/protocol/disclosure/request';
import type { Prover } from '@veilgrid/protocol/prover';
import { GENESIS } from '../../../state/support/genesis.js';
import { hasher } from '../../../state/support/hasher.js';
import { answerOf, ask, factsOf, NOTHING_ANSWERED } from './shownAnswer.js';

/** What is not as it is in the true answer. */
export interface Case {
  readonly request?: SignedRequest;
  readonly answer?: Answer;
  readonly facts?: Partial<verifier.AnswerFacts>;
  readonly received?: Partial<verifier.Received>;
}
type Chain = Answer['chains'][number];
export type Step = Chain['steps'][number];

/** How a refusal looks. */
export const invalid = (field: string, rest: object = {}) => ({ code: 'ANSWER_INVALID', field, ...rest });
export const unproven = (reason = 'PROOF_INVALID') => invalid('chains.0.steps.0.proof', { reason });

export const prover: Prover = createProver('small', { workers: 1 });
const { verifyMany } = await verifier.createProofVerifier('small');
const chain: verifier.AnswerVerifier = { genesis: GENESIS, hasher, verifyMany };
export const request = ask();
export const answer = await answerOf(prover, request);

export function verify(change: Case = {}): Promise<verifier.VerifiedAnswer> {
  const asked = change.request ?? request;
  const facts = { ...factsOf(asked), ...change.facts };
  const received = { ...NOTHING_ANSWERED, ...change.received };
  return verifier.verifyAnswer(chain, asked, change.answer ?? answer, facts, received);
}

/** Undefined where nothing is refused. */
export async function refusal(change: Case): Promise<object | undefined> {
  const error = await verify(change).then(
    () => undefined,
    (e: ProtocolError) => e,
  );
  return error && { code: error.code, ...error.data };
}

export const withChain = (change: Partial<Chain>): Answer => ({
  ...answer,
  chains: [{ ...answer.chains[0]!, ...change }],
});
export const withStep = (change: Partial<Step>, at = 0): Answer =>
  withChain({ steps: answer.chains[0]!.steps.map((step, i) => (i === at ? { ...step, ...change } : step)) });
