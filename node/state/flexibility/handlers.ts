/**
 * The handlers of flexibility's kinds, each under its kind's name. Types see in node/state/handlers.ts that none is
 * missing.
 */
const missing = (): never => {
  throw new Error('to be built');
};
const handler = { check: missing, apply: missing };

export const FLEXIBILITY_HANDLERS = {
  flexEnrol: handler,
  publishArea: handler,
  publishCalendar: handler,
  openNeed: handler,
  offer: handler,
  callNeed: handler,
  claim: handler,
  deliver: handler,
  releaseDeposits: handler,
  publishNeed: handler,
};
