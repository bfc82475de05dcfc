/** What a party is, believed by facts alone: a node that invents one, or its keys, is found out. */
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import { FIRST_PARTY } from '@veilgrid/protocol/roles';
import type { Api } from '@veilgrid/protocol/routes';
import { allItems } from '../client/submit.js';
import { partyOfFacts, roleParty, type ShownParty } from '../verifier/party.js';

/**
 * A party's record, folded from its registration and every change and end that the node shows. Below 32 it is a role
 * of genesis. A node can hold a later change or end back: whoever it matters to asks several.
 * @throws ProtocolError FACT_INVALID with the fact and the field at fault; PARTY_UNKNOWN
 */
export async function fetchParty(
  { api, genesis }: { readonly api: Pick<Api, 'partyFacts'>; readonly genesis: Genesis },
  partyId: number,
): Promise<ShownParty> {
  if (partyId < FIRST_PARTY) return roleParty(genesis, partyId);
  const facts = await allItems((query) => api.partyFacts({ params: { partyId }, query }));
  return partyOfFacts(genesis, partyId, facts);
}
