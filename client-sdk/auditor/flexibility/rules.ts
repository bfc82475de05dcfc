/** The rules of flexibility's kinds, each under its kind's name. */
const missing = (): never => {
  throw new Error('to be built');
};

export const FLEXIBILITY_RULES = {
  flexEnrol: missing,
  publishArea: missing,
  publishCalendar: missing,
  openNeed: missing,
  offer: missing,
  callNeed: missing,
  claim: missing,
  deliver: missing,
  releaseDeposits: missing,
  publishNeed: missing,
};
