/** Answers that a recipient does not believe. */
import { mod } from '@veilgrid/protocol/core/crypto/field';
import type { Answer } from '@veilgrid/protocol/disclosure/answer';
import { QUESTIONS } from '@veilgrid/protocol/disclosure/questions';
import type { Request } from '@veilgrid/protocol/disclosure/request';

/** The first sum of the bill's basis is a Wh more than was read. */
export function withMore({ questions }: Request, answer: Answer): Answer {
  const chains = answer.chains.map((chain) => {
    const exact = chain.questions.some((q) => questions[q]!.kind === QUESTIONS.sums);
    return exact ? { ...chain, low: mod(chain.low + 1n), high: mod(chain.high + 1n) } : chain;
  });
  return { ...answer, chains };
}
