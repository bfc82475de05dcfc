/** Answers of one household that a party would see are of one. docs/protocol/disclosure.md "Wallet's rules". */
import { NAMING } from '@veilgrid/protocol/disclosure/subject';
import { ensure } from '@veilgrid/protocol/errors';
import type { GivenAnswer } from './memory.js';

/** What an answer is known by. */
export type NamedAnswer = Pick<GivenAnswer, 'purposeId' | 'position' | 'naming' | 'zone' | 'tariffId'>;

/**
 * The pseudonym that lasts is in a named answer too: under one purpose a household has a name or a pseudonym, for good.
 * And it is the same from answer to answer: one that moved with its point between two of them is as public as the move.
 * @param earlier to the same party
 * @throws ProtocolError ANSWER_LINKS {field}
 */
export function ensureUnlinked(next: NamedAnswer, earlier: readonly NamedAnswer[]): void {
  const lasting = earlier.filter(
    ({ purposeId, position, naming }) =>
      purposeId === next.purposeId && position === next.position && isLasting(naming),
  );
  if (!isLasting(next.naming)) return;
  ensureSame('naming', next, lasting);
  if (next.naming === NAMING.named) return;
  ensureSame('zone', next, lasting);
  ensureSame('tariffId', next, lasting);
}

function ensureSame(
  field: 'naming' | 'zone' | 'tariffId',
  next: NamedAnswer,
  earlier: readonly NamedAnswer[],
): void {
  const same = earlier.every((each) => each[field] === next[field]);
  ensure(same, 'ANSWER_LINKS', { field });
}

const isLasting = (naming: number) => naming !== NAMING.once;
