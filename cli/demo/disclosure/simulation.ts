/** What the recipient makes with its own secret: the same answer, of readings that nobody had. */
import { simulateAnswer } from '@veilgrid/client-sdk';
import type { VerifiedAnswer } from '@veilgrid/client-sdk/verifier/disclosure/answer';
import { zoneFigure } from '@veilgrid/client-sdk/verifier/disclosure/zoneDay';
import { hasBit } from '@veilgrid/protocol/core/bits';
import { type Reading, STATUS_METER } from '@veilgrid/protocol/core/readings';
import type { Answer } from '@veilgrid/protocol/disclosure/answer';
import { QUESTIONS, type Question } from '@veilgrid/protocol/disclosure/questions';
import type { Request } from '@veilgrid/protocol/disclosure/request';
import type { Access } from '../town/services.js';

/** Of nothing but the request, the answer, what the ledger shows, and `v`. */
export function simulate(
  access: Access,
  request: Request,
  answer: Answer,
  { answers, auctions }: VerifiedAnswer,
  v: bigint,
): Promise<Answer> {
  const { consentId, n, subject, gaps } = answer;
  const sums = answers.find((each) => each.kind === 'sums')!;
  const basis = request.questions.find(({ kind }) => kind === QUESTIONS.sums)!;
  const readings = madeUp(access.genesis.params.K, basis, sums.values, auctions.length);
  const days = auctions.map(({ day, auctionId, root }, i) => {
    return { day, auctionId, root, status: STATUS_METER, readings: readings[i]! };
  });
  const chains = answer.chains.map(({ questions, claims }) => {
    const compared = questions
      .map((q) => request.questions[q]!)
      .find(({ kind }) => kind === QUESTIONS.comparison);
    const zone = compared && auctions.map(({ published }) => zoneFigure(published!.set, compared.imports));
    return { questions, claims, ...(zone && { zone }) };
  });
  // Which point it is, the recipient does not know; a proof with its secret does not ask.
  const made = { consentId, n, subject, position: 0, named: false, gaps };
  return simulateAnswer(access, request, { ...made, days, chains }, v);
}

/** Days whose sums are those of the answer, as even as whole Wh are. */
function madeUp(K: number, { registers }: Question, values: readonly bigint[], days: number): Reading[][] {
  const made = Array.from({ length: days }, () =>
    Array.from({ length: K }, () => ({ imported: 0, exported: 0 })),
  );
  registers.forEach(({ side, periods }, j) => {
    const slots = made.flatMap((day) => day.filter((_, k) => hasBit(periods, k)));
    const [total, count] = [Number(values[j]!), slots.length];
    slots.forEach((slot, i) => {
      const share = Math.floor(total / count) + (i < total % count ? 1 : 0);
      slot[side === 0 ? 'imported' : 'exported'] += share;
    });
  });
  return made;
}
