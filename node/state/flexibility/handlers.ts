/**
 * The handlers of flexibility's kinds, each under its kind's name. Types see in node/state/handlers.ts that none is
 * missing.
 */
import { publishArea } from './areas.js';
import { publishCalendar } from './calendar.js';
import { callNeed } from './callNeed.js';
import { offer } from './offer.js';
import { openNeed } from './openNeed.js';
import { flexEnrol } from './register.js';

const missing = (): never => {
  throw new Error('to be built');
};
const handler = { check: missing, apply: missing };

export const FLEXIBILITY_HANDLERS = {
  flexEnrol,
  publishArea,
  publishCalendar,
  openNeed,
  offer,
  callNeed,
  claim: handler,
  deliver: handler,
  releaseDeposits: handler,
  publishNeed: handler,
};
