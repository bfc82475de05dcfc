/** Which days an answer is of, and among whom. docs/protocol/disclosure.md "Verifier", 3. */
import { STATUS_DSO, STATUS_METER } from '@veilgrid/protocol/core/readings';
import type { Answer } from '@veilgrid/protocol/disclosure/answer';
import type { Request } from '@veilgrid/protocol/disclosure/request';
import { fail } from '@veilgrid/protocol/errors';
import type { ShownAnswerFacts, ShownReadings } from './answerFacts.js';
import { checkSteps } from './answerShape.js';
import { check } from './invalid.js';

/**
 * Every day that was asked for, in every chain, or a gap in all of them.
 * @returns what each step of each chain was opened under
 * @throws ProtocolError ANSWER_INVALID with the field at fault
 */
export function checkDays(
  request: Request,
  answer: Answer,
  { auctions }: ShownAnswerFacts,
): ShownReadings[][] {
  checkSteps(request, answer);
  return answer.chains.map(({ steps }, c) =>
    steps.map(({ day, auctionId, status }, i) => {
      const field = `chains.${c}.steps.${i}`;
      const auction = auctions.get(auctionId);
      if (!auction || auction.day !== day) throw fail('ANSWER_INVALID', { field: `${field}.auctionId` });
      check(status <= STATUS_DSO, `${field}.status`);
      return auction;
    }),
  );
}

/**
 * A pseudonym is one among many: of one zone and tariff, whose changes are public, and of sets that hide it; and of days
 * that the meter read, as the others are on a list of the DSO's.
 * @throws ProtocolError ANSWER_INVALID
 */
export function checkCrowd({ chains }: Answer, used: readonly (readonly ShownReadings[])[]): void {
  const [first] = used.flat();
  chains.forEach(({ steps }, c) => {
    used[c]!.forEach(({ zone, tariffId, published }, i) => {
      const at = `chains.${c}.steps.${i}`;
      const field = `${at}.auctionId`;
      check(zone === first!.zone && tariffId === first!.tariffId, field, 'another zone or tariff');
      check(published?.large === true, field, 'a small set');
      check(steps[i]!.status === STATUS_METER, `${at}.status`, 'read by the DSO');
    });
  });
}
