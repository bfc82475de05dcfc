/** The rules of disclosure's kinds, each under its kind's name. */
function missing(): never {
  throw new Error('not built');
}

export const DISCLOSURE_RULES = {
  recipientKey: missing,
  registerPurpose: missing,
  endPurpose: missing,
  consent: missing,
  revokeConsent: missing,
  receipts: missing,
};
