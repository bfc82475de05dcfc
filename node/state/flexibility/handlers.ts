/**
 * The handlers of flexibility's kinds, each under its kind's name. Types see in node/state/handlers.ts that none is
 * missing.
 */
import { publishArea } from './areas.js';
import { publishCalendar } from './calendar.js';
import { callNeed } from './callNeed.js';
import { claim } from './claim.js';
import { deliver } from './deliver.js';
import { offer } from './offer.js';
import { openNeed } from './openNeed.js';
import { publishNeed } from './publishNeed.js';
import { flexEnrol } from './register.js';
import { releaseDeposits } from './releaseDeposits.js';

export const FLEXIBILITY_HANDLERS = {
  flexEnrol,
  publishArea,
  publishCalendar,
  openNeed,
  offer,
  callNeed,
  claim,
  deliver,
  releaseDeposits,
  publishNeed,
};
