/** Recipients' keys, each with the proof that somebody knows its secret. docs/protocol/disclosure.md "recipientKey's proof". */
import { hash } from '@veilgrid/protocol/core/crypto/hash';
import { ensure } from '@veilgrid/protocol/errors';
import { TAGS } from '@veilgrid/protocol/tags';
import { ensureKind } from '../core/parties.js';
import type { DisclosureRule } from './book.js';

const RECIPIENT = 1;

export const recipientKey: DisclosureRule<'recipientKey'> = (ledger, body, context) => {
  const { books, genesis, hasher } = ledger;
  const { partyId, recipientKey: key } = body;
  ensureKind(ledger, partyId, RECIPIENT);
  ensure(!books.usedKeys.has(key), 'RECIPIENT_KEY_TAKEN', { field: 'recipientKey' });
  books.usedKeys.add(key);
  books.recipientKeys.set(partyId, key);
  const { K, readingWords } = genesis.params;
  const zeros = (count: number) => Array<bigint>(count).fill(0n);
  const stateOut = hash(hasher, TAGS.DISC, [0n, 0n, 0n]);
  return [
    [
      ...[stateOut, ...zeros(readingWords)],
      // chainId, auctionId, day, status and readingRoot before the key, scope, subject and shown after it.
      ...[context, ...zeros(5), key, ...zeros(3)],
      // First and last day in one; of no state, within 0 and 0.
      ...[1n, 1n, 0n, 0n, 0n],
      // Of both sides what is selected, weights and caps.
      ...zeros(2 + 4 * K),
    ],
  ];
};
