/** What answers and consents build on: nothing that a node alone says of it. docs/protocol/disclosure.md "Wallet's rules". */
import { bytesToHex } from '@noble/hashes/utils.js';
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import { ensure } from '@veilgrid/protocol/errors';
import type { Api } from '@veilgrid/protocol/routes';
import { fetchParty } from '../core/parties.js';
import { type ShownConsent, verifyConsent } from '../verifier/disclosure/consent.js';
import {
  purposeParty,
  type ShownPurpose,
  verifyPurpose,
  verifyRecipientKey,
} from '../verifier/disclosure/purpose.js';
import type { ShownParty } from '../verifier/party.js';

/** A node, and the ledger that it is held to. */
export interface Asking {
  readonly api: Api;
  readonly genesis: Genesis;
}

/**
 * A purpose and who asks for it. A node can hold an end back: whoever it matters to asks several.
 * @throws ProtocolError NOT_FOUND; FACT_INVALID with the fact and the field at fault; PARTY_UNKNOWN
 */
export async function fetchPurpose(ctx: Asking, purposeId: number): Promise<ShownPurpose> {
  const facts = await ctx.api.purposeFacts({ params: { purposeId } });
  const party = await fetchParty(ctx, purposeParty(ctx.genesis, facts));
  return verifyPurpose(ctx.genesis, party, purposeId, facts);
}

/** The key by which a party could have made any answer to it. @throws ProtocolError NOT_FOUND where it has none; FACT_INVALID */
export async function fetchRecipientKey({ api, genesis }: Asking, party: ShownParty): Promise<bigint> {
  const { recipientKey, fact } = await api.recipientKey({ params: { partyId: party.partyId } });
  const shown = verifyRecipientKey(genesis, party, fact);
  ensure(shown === recipientKey, 'FACT_INVALID', { field: 'recipientKey', fact: 'recipientKey' });
  return shown;
}

/** A consent by its transaction, and whether it was revoked as the node says. @throws ProtocolError NOT_FOUND; FACT_INVALID */
export async function fetchConsent({ api, genesis }: Asking, consentId: Uint8Array): Promise<ShownConsent> {
  const id = bytesToHex(consentId);
  const fact = await api.fact({ params: { id } });
  const { revokedAt } = await api.consent({ params: { consentId: id } });
  return verifyConsent(genesis, consentId, fact, revokedAt);
}
