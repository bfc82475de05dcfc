import type { SoloLedger } from '../../consensus/solo/ledger.js';
import { memberCount } from '../../state/core/groups/group.js';
import { requireNeed, standingOf } from '../../state/flexibility/need.js';
import { listLatePayments, listPayments } from '../../state/flexibility/payments.js';
import type { Handlers } from '../http/handlers.js';

export function paymentHandlers(ledger: SoloLedger): Pick<Handlers, 'payments'> {
  const { view } = ledger;
  return {
    payments({ params: { needId }, query: { from, limit } }) {
      requireNeed(ledger.context, view, needId);
      const inTime = memberCount(view, needId);
      const shown = listPayments(view, needId, from, limit);
      const rest = limit - shown.length;
      const late = rest > 0 ? listLatePayments(view, needId, Math.max(0, from - inTime), rest) : [];
      return { total: inTime + standingOf(view, needId).lateCount, items: [...shown, ...late] };
    },
  };
}
