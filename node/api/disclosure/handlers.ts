import type { SoloLedger } from '../../consensus/solo/ledger.js';

function missing(): never {
  throw new Error('not built');
}

/** The answers of disclosure's routes. */
export function disclosureHandlers(_ledger: SoloLedger) {
  return {
    purposes: missing,
    purpose: missing,
    purposeFacts: missing,
    consents: missing,
    consent: missing,
    recipientKey: missing,
    receipts: missing,
    receiptFacts: missing,
  };
}
