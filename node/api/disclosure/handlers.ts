import type { SoloLedger } from '../../consensus/solo/ledger.js';
import { consentHandlers } from './consents.js';
import { DisclosurePlaces } from './disclosurePlaces.js';
import { purposeHandlers } from './purposes.js';
import { receiptHandlers } from './receipts.js';
import { recipientHandlers } from './recipients.js';

/** The answers of disclosure's routes. */
export function disclosureHandlers(ledger: SoloLedger) {
  const places = new DisclosurePlaces(ledger);
  return {
    ...purposeHandlers(ledger, places),
    ...consentHandlers(ledger),
    ...recipientHandlers(ledger, places),
    ...receiptHandlers(ledger, places),
  };
}
