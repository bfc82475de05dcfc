/**
 * The handlers of disclosure's kinds, each under its kind's name. Types see in node/state/handlers.ts that none is
 * missing.
 */
const missing = { check: () => fail(), apply: () => fail(), signals: () => fail() };
function fail(): never {
  throw new Error('not built');
}

export const DISCLOSURE_HANDLERS = {
  recipientKey: missing,
  registerPurpose: missing,
  endPurpose: missing,
  consent: missing,
  revokeConsent: missing,
  receipts: missing,
};
