import type { SoloLedger } from '../../consensus/solo/ledger.js';
import { partyRecord } from '../../state/core/parties.js';
import { listReceipts, receiptsCount } from '../../state/disclosure/receipts.js';
import { factAt } from '../core/facts.js';
import type { Handlers } from '../http/handlers.js';
import type { DisclosurePlaces } from './disclosurePlaces.js';

export function receiptHandlers(
  ledger: SoloLedger,
  places: DisclosurePlaces,
): Pick<Handlers, 'receipts' | 'receiptFacts'> {
  const { view, context } = ledger;
  return {
    receipts({ params: { partyId }, query: { from, limit } }) {
      partyRecord(context, view, partyId);
      return { total: receiptsCount(view, partyId), items: listReceipts(view, partyId, from, limit) };
    },
    async receiptFacts({ params: { partyId }, query: { from, limit } }) {
      partyRecord(context, view, partyId);
      await places.learn();
      const all = places.receiptsOf(partyId);
      return {
        total: all.length,
        items: all.slice(from, from + limit).map((place) => factAt(ledger, place)),
      };
    },
  };
}
