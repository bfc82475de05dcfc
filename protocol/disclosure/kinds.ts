import { by, fixed, kind } from '../core/kind.js';
import { ConsentBody, RevokeConsentBody } from './consent.js';
import { EndPurposeBody, RegisterPurposeBody } from './purpose.js';
import { ReceiptsBody } from './receipts.js';
import { RecipientKeyBody } from './recipient.js';

const party = ({ partyId }: { readonly partyId: number }) => partyId;

/** Disclosure's kinds: 110 to 115. */
export const DISCLOSURE_KINDS = {
  recipientKey: kind({
    id: 110,
    body: fixed(RecipientKeyBody),
    signers: by('party'),
    circuits: ['disclose'],
    party,
  }),
  registerPurpose: kind({
    id: 111,
    body: fixed(RegisterPurposeBody),
    // Whose homes a panel sums agrees that there are panels.
    signers: ({ panels }: RegisterPurposeBody) =>
      panels === 1 ? ['regulator', 'party', 'dso'] : ['regulator', 'party'],
    together: true,
    circuits: [],
    party,
  }),
  endPurpose: kind({
    id: 112,
    body: fixed(EndPurposeBody),
    signers: ({ byParty }: EndPurposeBody) => [byParty === 1 ? 'party' : 'regulator'],
    circuits: [],
    party,
  }),
  consent: kind({ id: 113, body: fixed(ConsentBody), signers: by(), circuits: ['transfer'] }),
  revokeConsent: kind({ id: 114, body: fixed(RevokeConsentBody), signers: by(), circuits: [] }),
  receipts: kind({ id: 115, body: fixed(ReceiptsBody), signers: by('party'), circuits: [], party }),
};
