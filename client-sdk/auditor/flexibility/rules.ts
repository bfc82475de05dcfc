/** The rules of flexibility's kinds, each under its kind's name. */
import { publishArea, publishCalendar } from './areas.js';
import { callNeed } from './call.js';
import { offer } from './offer.js';
import { openNeed } from './opening.js';
import { claim, deliver } from './payments.js';
import { publishNeed, releaseDeposits } from './publication.js';
import { flexEnrol } from './register.js';

export const FLEXIBILITY_RULES = {
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
