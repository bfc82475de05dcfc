/** What a party is, believed by facts alone: a node that invents one, or its keys, is found out. */
import { dayOf } from '@veilgrid/protocol/core/days';
import type { Fact, FinalHeaders } from '@veilgrid/protocol/core/fact';
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import { type PartyRecord, partyRecordOf, roleRecord } from '@veilgrid/protocol/core/parties';
import { ensure, fail } from '@veilgrid/protocol/errors';
import { FIRST_PARTY } from '@veilgrid/protocol/roles';
import type { Api } from '@veilgrid/protocol/routes';
import { allItems } from '../client/submit.js';
import { decodeShown, ofFact, verifySignedFact } from '../verifier/signedFact.js';

/** A party as final blocks show it. */
export interface ShownParty extends PartyRecord {
  readonly partyId: number;
  /** The final header that shows the last of its facts; none of a role, which genesis shows. */
  readonly final?: FinalHeaders;
}

/**
 * A party's record, folded from its registration and every change and end that the node shows. Below 32 it is a role
 * of genesis. A node can hold a later change or end back: whoever it matters to asks several.
 * @throws ProtocolError FACT_INVALID with the fact and the field at fault; PARTY_UNKNOWN
 */
export async function fetchParty(
  { api, genesis }: { readonly api: Pick<Api, 'partyFacts'>; readonly genesis: Genesis },
  partyId: number,
): Promise<ShownParty> {
  if (partyId < FIRST_PARTY) return { partyId, ...roleRecord(genesis, partyId) };
  const facts = await allItems((query) => api.partyFacts({ params: { partyId }, query }));
  return partyOfFacts(genesis, partyId, facts);
}

/** @param facts in the order of the ledger. @throws ProtocolError FACT_INVALID */
export function partyOfFacts(genesis: Genesis, partyId: number, facts: readonly Fact[]): ShownParty {
  let party: ShownParty | undefined;
  let last = -1n;
  for (const fact of facts) {
    const { kind } = ofFact('party', () => decodeShown(genesis, fact.tx));
    ensure(kind === 'registerParty' || kind === 'changeParty' || kind === 'endParty', 'FACT_INVALID', {
      fact: 'party',
      field: 'kind',
    });
    // A change is signed by the key before it: one that was left out in between is missed.
    const { body, time, final } = verifySignedFact(genesis, kind, fact, party?.sigPk);
    const begins = kind === 'registerParty';
    const follows = begins === (party === undefined) && body.sequence > last;
    ensure(body.partyId === partyId && follows, 'FACT_INVALID', { fact: kind, field: 'partyId' });
    last = body.sequence;
    party =
      'sigPk' in body ? { partyId, ...partyRecordOf(body), final } : { ...party!, until: dayOf(time), final };
  }
  if (!party) throw fail('FACT_INVALID', { fact: 'registerParty', field: 'tx' });
  return party;
}
