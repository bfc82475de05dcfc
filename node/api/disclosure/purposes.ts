import { ensure } from '@veilgrid/protocol/errors';
import type { SoloLedger } from '../../consensus/solo/ledger.js';
import { liveCount } from '../../state/disclosure/consent.js';
import { listPurposes, purposeCount, requirePurpose } from '../../state/disclosure/purpose.js';
import { factAt } from '../core/facts.js';
import type { Handlers } from '../http/handlers.js';
import type { DisclosurePlaces } from './disclosurePlaces.js';

export function purposeHandlers(
  ledger: SoloLedger,
  places: DisclosurePlaces,
): Pick<Handlers, 'purposes' | 'purpose' | 'purposeFacts'> {
  const { view } = ledger;
  return {
    purposes: ({ query: { from, limit } }) => ({
      total: purposeCount(view),
      items: listPurposes(view, from, limit).map((purpose) => ({
        ...purpose,
        live: liveCount(view, purpose.purposeId),
      })),
    }),
    purpose: ({ params: { purposeId } }) => ({
      purposeId,
      ...requirePurpose(view, purposeId),
      live: liveCount(view, purposeId),
    }),
    async purposeFacts({ params: { purposeId } }) {
      await places.learn();
      const { registerPurpose, endPurpose } = places.ofPurpose(purposeId);
      ensure(registerPurpose !== undefined, 'PURPOSE_UNKNOWN', { field: 'purposeId' });
      return {
        registerPurpose: factAt(ledger, registerPurpose),
        ...(endPurpose && { endPurpose: factAt(ledger, endPurpose) }),
      };
    },
  };
}
