import { signed } from '@veilgrid/protocol/core/crypto/field';
import { ensure } from '@veilgrid/protocol/errors';
import type { SoloLedger } from '../../consensus/solo/ledger.js';
import { hasSum, readSum } from '../../state/core/groups/openedSum.js';
import { requireNeed } from '../../state/flexibility/need.js';
import { getNeedPublication } from '../../state/flexibility/publishNeed.js';
import type { Handlers } from '../http/handlers.js';

export function needSumHandlers(ledger: SoloLedger): Pick<Handlers, 'needSums'> {
  const { view } = ledger;
  return {
    needSums({ params: { needId } }) {
      requireNeed(ledger.context, view, needId);
      const published = getNeedPublication(view, needId);
      ensure(published !== undefined, 'NOT_FOUND', { field: 'needId', reason: 'not published yet' });
      const { merged, members, pay, deposit, charges, unproven, compensation } = published;
      const host = merged.at(-1)!;
      const opened = hasSum(view, host) ? readSum(view, host).words.nets.map(signed) : undefined;
      return {
        needs: [...merged],
        ...{ members, pay, deposit, charges, unproven, compensation },
        ...(opened && { delivered: opened }),
      };
    },
  };
}
