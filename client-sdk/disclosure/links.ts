/** Answers of one household that a party would see are of one. docs/protocol/disclosure.md "Wallet's rules". */
import { NAMING } from '@veilgrid/protocol/disclosure/subject';
import { ensure } from '@veilgrid/protocol/errors';
import { overlap } from './dayRuns.js';
import type { GivenAnswer } from './memory.js';
import { ABOUT } from './said.js';

/** What an answer is known by. */
export type NamedAnswer = Pick<
  GivenAnswer,
  'purposeId' | 'position' | 'naming' | 'zone' | 'tariffId' | 'days' | 'said'
>;

/**
 * The pseudonym that lasts is in a named answer too: under one purpose a household has a name or a pseudonym, for good.
 * And it is the same from answer to answer: one that moved with its point between two of them is as public as the move.
 * A pseudonym for once is known again by what it says, where that is exact and of days that another one told of.
 * @param earlier to the same party
 * @throws ProtocolError ANSWER_LINKS {field}
 */
export function ensureUnlinked(next: NamedAnswer, earlier: readonly NamedAnswer[]): void {
  const same = earlier.filter(({ position }) => position === next.position);
  const told = same.some(
    (each) =>
      !(isLasting(each) && isLasting(next)) &&
      overlap(each.days, next.days) &&
      (isRecognized(each) || isRecognized(next)),
  );
  ensure(!told, 'ANSWER_LINKS', { field: 'naming' });
  if (!isLasting(next)) return;
  const lasting = same.filter((each) => isLasting(each) && each.purposeId === next.purposeId);
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

const isLasting = ({ naming }: Pick<NamedAnswer, 'naming'>) => naming !== NAMING.once;

/** Values and exact sums are a household's alone, and so is what agrees with them. */
const isRecognized = ({ said }: Pick<NamedAnswer, 'said'>) =>
  said.some(({ about, low, high }) => about === ABOUT.values || (about === ABOUT.sum && low === high));
