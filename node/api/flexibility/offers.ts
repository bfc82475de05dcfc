import { stepCommitments } from '@veilgrid/protocol/flexibility/need';
import { OrderCommitments } from '@veilgrid/protocol/market/order';
import type { SoloLedger } from '../../consensus/solo/ledger.js';
import { entriesOf } from '../../state/core/books/entries.js';
import { requireNeed } from '../../state/flexibility/need.js';
import { listOffers } from '../../state/flexibility/offer.js';
import { offerCount } from '../../state/flexibility/outcome.js';
import type { Handlers } from '../http/handlers.js';

export function offerHandlers(ledger: SoloLedger): Pick<Handlers, 'offers' | 'offerCommitments'> {
  const { view, context } = ledger;
  return {
    offers({ params: { needId }, query: { from, limit } }) {
      const need = requireNeed(ledger.context, view, needId);
      return { total: offerCount(view, need), items: listOffers(view, need, from, limit) };
    },
    offerCommitments({ params: { needId }, query: { from, limit } }) {
      const need = requireNeed(ledger.context, view, needId);
      const steps = stepCommitments(context.hasher, needId, need.need.steps);
      const shown = steps.slice(from, from + limit);
      const rest = limit - shown.length;
      const first = Math.max(0, from - steps.length);
      const offers = rest > 0 ? listOffers(view, need, first, rest).map(({ c }) => c) : [];
      const commitments = OrderCommitments.serialize([...shown, ...offers]);
      return { total: entriesOf(view, needId).count, commitments };
    },
  };
}
