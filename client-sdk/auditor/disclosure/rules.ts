/** The rules of disclosure's kinds, each under its kind's name. */
import { consent, revokeConsent } from './consents.js';
import { recipientKey } from './keys.js';
import { endPurpose, registerPurpose } from './purposes.js';
import { receipts } from './receipts.js';

export const DISCLOSURE_RULES = {
  recipientKey,
  registerPurpose,
  endPurpose,
  consent,
  revokeConsent,
  receipts,
};
