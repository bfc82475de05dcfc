/** What a chain claims, held against what was asked. docs/protocol/disclosure.md "Verifier", 4. */
import { mod, signed } from '@veilgrid/protocol/core/crypto/field';
import type { AnswerChain } from '@veilgrid/protocol/disclosure/answer';
import {
  type Claimed,
  ensureChain,
  registerValues,
  type SumBounds,
} from '@veilgrid/protocol/disclosure/compile';
import { WIDE } from '@veilgrid/protocol/disclosure/disclose';
import { isExact, isLinear, QUESTIONS, REGISTER_BITS } from '@veilgrid/protocol/disclosure/questions';
import type { Request } from '@veilgrid/protocol/disclosure/request';
import { fail, ProtocolError } from '@veilgrid/protocol/errors';
import type { ShownReadings } from './answerFacts.js';
import { claimedOf } from './chainSignals.js';
import { check } from './invalid.js';
import { ensureFigures, type ZoneFigure, zoneFigure } from './zoneDay.js';

/** Questions of the request that go together, each with one of its brackets. @throws ProtocolError ANSWER_INVALID */
export function checkQuestions(request: Request, chain: AnswerChain, at: string): Claimed[] {
  const { questions, claims } = chain;
  const known = questions.every((q, i) => q > (questions[i - 1] ?? -1) && q < request.questions.length);
  check(known, `${at}.questions`);
  check(claims.length === questions.length, `${at}.claims`);
  const claimed = claimedOf(request, chain);
  ensureChain(claimed, `${at}.claims`);
  return claimed;
}

/** The zone's figures, where a question compares. @throws ProtocolError ANSWER_INVALID where there are none */
export function zoneOf(
  claimed: readonly Claimed[],
  steps: readonly ShownReadings[],
  at: string,
): ZoneFigure[] {
  const comparison = claimed.find(({ question }) => question.kind === QUESTIONS.comparison);
  if (!comparison) return [];
  const zone = steps.map(({ published }, i) => {
    if (!published)
      throw fail('ANSWER_INVALID', { field: `${at}.steps.${i}.auctionId`, reason: 'unpublished' });
    return zoneFigure(published.set, comparison.question.imports);
  });
  try {
    ensureFigures(zone, `${at}.questions`);
  } catch (error) {
    throw error instanceof ProtocolError ? fail('ANSWER_INVALID', error.data) : error;
  }
  return zone;
}

/** The bounds are those of the claims; an exact sum is one that days can have. @throws ProtocolError ANSWER_INVALID */
export function checkSum(
  claimed: readonly Claimed[],
  chain: Pick<AnswerChain, 'low' | 'high'>,
  { low, high }: SumBounds,
  at: string,
): void {
  check(chain.low === mod(low), `${at}.low`);
  check(chain.high === mod(high), `${at}.high`);
  const linear = claimed.find(({ question }) => isLinear(question.kind))?.question;
  if (!linear || !isExact(linear)) return;
  const sum = signed(chain.low);
  check(-WIDE <= sum && sum <= WIDE, `${at}.low`);
  if (linear.kind !== QUESTIONS.sums) return;
  const held = registerValues(linear, sum).reduce(
    (all, x, j) => all + (x << (REGISTER_BITS * BigInt(j))),
    0n,
  );
  check(held === sum, `${at}.low`);
}
