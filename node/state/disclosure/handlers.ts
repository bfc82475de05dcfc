/**
 * The handlers of disclosure's kinds, each under its kind's name. Types see in node/state/handlers.ts that none is
 * missing.
 */
import { consent, revokeConsent } from './consent.js';
import { endPurpose, registerPurpose } from './purpose.js';
import { receipts } from './receipts.js';
import { recipientKey } from './recipient.js';

export const DISCLOSURE_HANDLERS = {
  recipientKey,
  registerPurpose,
  endPurpose,
  consent,
  revokeConsent,
  receipts,
};
