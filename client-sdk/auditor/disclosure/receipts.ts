/** Roots of what recipients signed, without a gap. docs/protocol/disclosure.md, receipts. */
import { ensure } from '@veilgrid/protocol/errors';
import type { DisclosureRule } from './book.js';

export const receipts: DisclosureRule<'receipts'> = ({ books, time }, body) => {
  const { partyId, index, from, to, count, root } = body;
  const before = books.receipts.get(partyId) ?? [];
  ensure(index === before.length, 'RECEIPTS_GAP', { field: 'index' });
  ensure(from === (before.at(-1)?.to ?? 0n), 'RECEIPTS_GAP', { field: 'from' });
  ensure(to > from && to <= time, 'VALUE_OUT_OF_RANGE', { field: 'to' });
  ensure(count > 0, 'VALUE_OUT_OF_RANGE', { field: 'count' });
  books.receipts.set(partyId, [...before, { from, to, count, root }]);
};
