/** Calls: half hours that the buyer wants, once and for all. docs/protocol/flexibility.md, callNeed. */
import { ensure } from '@veilgrid/protocol/errors';
import { putPart } from '../core/partedSets.js';
import {
  ensureEnded,
  type FlexibilityLedger,
  type FlexibilityRule,
  isSet,
  isVoid,
  type NeedBook,
  needOf,
} from './book.js';
import { callableUntil } from './calendar.js';

export const callNeed: FlexibilityRule<'callNeed'> = (ledger, { needId, bits }) => {
  const { books, genesis, time } = ledger;
  const { K } = genesis.params;
  const need = needOf(books, needId);
  const { terms, area, sales } = need;
  ensureEnded(need);
  ensure(!isVoid(need), 'NEED_VOID', { field: 'needId' });
  const periods = [...Array(K).keys()].filter((k) => isSet(bits, k));
  const traded = periods.every((k) => sales![k] !== undefined);
  ensure(traded && bits < 2n ** BigInt(K), 'NOT_TRADED', { field: 'bits' });
  const fresh = periods.filter((k) => !isSet(need.called, k));
  ensure(fresh.length > 0, 'VALUE_OUT_OF_RANGE', { field: 'bits' });
  for (const period of fresh) ensure(time < callableUntil(K, terms, period), 'CALL_LATE', { period });
  need.called |= bits;
  for (const zone of area.zones) {
    const at = `${zone} ${terms.day}`;
    books.called.set(at, (books.called.get(at) ?? 0n) | bits);
  }
  for (const id of need.auctions) showPart(ledger, need, id);
};

/** What an auction's set has of the need's. */
export function showPart(ledger: FlexibilityLedger, need: NeedBook, auctionId: bigint): void {
  const { id, called, deliveries } = need;
  const members = deliveries.get(auctionId) ?? 0;
  const asks = { imports: called, exports: 0n, peaks: false };
  putPart(ledger, auctionId, { group: id, kind: 'need', number: id, ...asks, members });
}
