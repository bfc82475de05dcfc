import { ensure } from '@veilgrid/protocol/errors';
import type { SoloLedger } from '../../consensus/solo/ledger.js';
import { partyRecord } from '../../state/core/parties.js';
import { factAt } from '../core/facts.js';
import type { Handlers } from '../http/handlers.js';
import type { DisclosurePlaces } from './disclosurePlaces.js';

export function recipientHandlers(
  ledger: SoloLedger,
  places: DisclosurePlaces,
): Pick<Handlers, 'recipientKey'> {
  return {
    async recipientKey({ params: { partyId } }) {
      partyRecord(ledger.context, ledger.view, partyId);
      await places.learn();
      const found = places.keyOf(partyId);
      ensure(found !== undefined, 'NOT_FOUND', { field: 'partyId' });
      return { recipientKey: found.recipientKey, fact: factAt(ledger, found.place) };
    },
  };
}
