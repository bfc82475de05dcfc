import { ensure } from '@veilgrid/protocol/errors';
import type { SoloLedger } from '../../consensus/solo/ledger.js';
import { requireTariff } from '../../state/core/tariffs.js';
import type { Handlers } from '../http/handlers.js';

const MAX_U32 = 2 ** 32 - 1;

export function tariffHandlers({ view, context }: SoloLedger): Pick<Handlers, 'tariff'> {
  return {
    tariff({ params: { tariffId, day } }) {
      // What no key can hold was never published.
      ensure(tariffId <= MAX_U32 && day <= MAX_U32, 'TARIFF_UNKNOWN', { field: 'tariffId' });
      return requireTariff(context.genesis.profile, view, tariffId, day);
    },
  };
}
