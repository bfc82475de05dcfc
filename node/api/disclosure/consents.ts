import type { SoloLedger } from '../../consensus/solo/ledger.js';
import {
  consentCount,
  givenCount,
  listConsents,
  listConsentsTo,
  requireConsent,
} from '../../state/disclosure/consent.js';
import { requirePurpose } from '../../state/disclosure/purpose.js';
import type { Handlers } from '../http/handlers.js';

export function consentHandlers({ view }: SoloLedger): Pick<Handlers, 'consents' | 'consent'> {
  return {
    consents({ query: { from, limit, purpose } }) {
      if (purpose === undefined) return { total: consentCount(view), items: listConsents(view, from, limit) };
      requirePurpose(view, purpose);
      return { total: givenCount(view, purpose), items: listConsentsTo(view, purpose, from, limit) };
    },
    consent: ({ params: { consentId } }) => ({ consentId, ...requireConsent(view, consentId) }),
  };
}
