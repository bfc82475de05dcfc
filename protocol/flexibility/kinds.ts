import { by, fixed, kind } from '../core/kind.js';
import { PublishAreaBody } from './area.js';
import { PublishCalendarBody } from './calendar.js';
import { CallNeedBody, openNeedBodyType, PublishNeedBody, ReleaseDepositsBody } from './need.js';
import { offerBodyType } from './offer.js';
import { ClaimBody, deliverBodyType } from './paymentBodies.js';
import { FlexEnrolBody } from './register.js';

/** Flexibility's kinds: 50 to 59. */
export const FLEXIBILITY_KINDS = {
  flexEnrol: kind({
    id: 50,
    body: fixed(FlexEnrolBody),
    // A leaf is taken out by the DSO alone.
    signers: ({ leaf }: FlexEnrolBody) => (leaf === 0n ? ['dso'] : ['dso', 'owner']),
    together: true,
    circuits: [],
    ownerKey: ({ ownerSigPk }: FlexEnrolBody) => ownerSigPk,
  }),
  publishArea: kind({ id: 51, body: fixed(PublishAreaBody), signers: by('dso'), circuits: [] }),
  publishCalendar: kind({ id: 52, body: fixed(PublishCalendarBody), signers: by('dso'), circuits: [] }),
  openNeed: kind({
    id: 53,
    body: openNeedBodyType,
    signers: by('dso', 'operator', 'regulator'),
    circuits: [],
  }),
  offer: kind({ id: 54, body: offerBodyType, signers: by(), circuits: ['offer'] }),
  callNeed: kind({ id: 55, body: fixed(CallNeedBody), signers: by('dso'), circuits: [] }),
  claim: kind({ id: 56, body: fixed(ClaimBody), signers: by(), circuits: ['claim'] }),
  deliver: kind({ id: 57, body: deliverBodyType, signers: by(), circuits: ['deliver'] }),
  releaseDeposits: kind({
    id: 58,
    body: fixed(ReleaseDepositsBody),
    signers: by('dso', 'statistician'),
    circuits: [],
  }),
  publishNeed: kind({ id: 59, body: fixed(PublishNeedBody), signers: by(), circuits: [] }),
};
