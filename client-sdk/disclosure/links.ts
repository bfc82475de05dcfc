/** Answers of one household that a party would see are of one. docs/protocol/disclosure.md "Wallet's rules". */
import { NAMING } from '@veilgrid/protocol/disclosure/subject';
import { ensure } from '@veilgrid/protocol/errors';
import type { GivenAnswer } from './memory.js';

/** What an answer is known by. */
export type NamedAnswer = Pick<GivenAnswer, 'purposeId' | 'position' | 'naming'>;

/**
 * The pseudonym that lasts is in a named answer too: under one purpose a household has a name or a pseudonym, for good.
 * @param earlier to the same party
 * @throws ProtocolError ANSWER_LINKS {field}
 */
export function ensureUnlinked(next: NamedAnswer, earlier: readonly NamedAnswer[]): void {
  const lasting = earlier.filter(
    ({ purposeId, position, naming }) =>
      purposeId === next.purposeId && position === next.position && isLasting(naming),
  );
  const same = !isLasting(next.naming) || lasting.every(({ naming }) => naming === next.naming);
  ensure(same, 'ANSWER_LINKS', { field: 'naming' });
}

const isLasting = (naming: number) => naming !== NAMING.once;
