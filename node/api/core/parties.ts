import { type PartyRecord, partyName } from '@veilgrid/protocol/core/parties';
import { ensure } from '@veilgrid/protocol/errors';
import { decodeTx } from '@veilgrid/protocol/tx';
import type { SoloLedger } from '../../consensus/solo/ledger.js';
import { balanceOf } from '../../state/core/money/accounts.js';
import { listParties, partyCount, registered } from '../../state/core/parties.js';
import { nextSequence } from '../../state/core/sequences.js';
import type { Place } from '../../store/ledgerStore.js';
import type { Handlers } from '../http/handlers.js';
import { factAt } from './facts.js';
import { LedgerWalk } from './ledgerWalk.js';

const MAX_U32 = 2 ** 32 - 1;

export function partyHandlers(ledger: SoloLedger): Pick<Handlers, 'parties' | 'party' | 'partyFacts'> {
  const { view } = ledger;
  const placesOf = partyPlaces(ledger);
  const find = (partyId: number) => {
    // What no key can hold was never registered.
    ensure(partyId <= MAX_U32, 'PARTY_UNKNOWN', { field: 'partyId' });
    return registered(view, partyId);
  };
  return {
    parties: ({ query: { from, limit } }) => ({
      total: partyCount(view),
      items: listParties(view, from, limit).map(({ partyId, ...record }) => entryOf(partyId, record)),
    }),
    party: ({ params: { partyId } }) => ({
      ...entryOf(partyId, find(partyId)),
      balance: balanceOf(view, partyId),
      sequence: nextSequence(view, partyId),
    }),
    async partyFacts({ params: { partyId }, query: { from, limit } }) {
      find(partyId);
      const places = await placesOf(partyId);
      const items = places.slice(from, from + limit).map((place) => factAt(ledger, place));
      return { total: places.length, items };
    },
  };
}

function entryOf(partyId: number, record: PartyRecord) {
  return { partyId, ...record, name: partyName(record.name) };
}

/** Which transactions made a party what it is: an index of the node's, outside consensus. */
function partyPlaces(ledger: SoloLedger): (partyId: number) => Promise<readonly Place[]> {
  const places = new Map<number, Place[]>();
  const walk = new LedgerWalk(ledger, ['registerParty', 'changeParty', 'endParty'], (_kind, bytes, place) => {
    const { partyId } = decodeTx(ledger.context.genesis.profile, bytes).body as { partyId: number };
    places.set(partyId, [...(places.get(partyId) ?? []), place]);
  });
  return async (partyId) => {
    await walk.learn();
    return places.get(partyId) ?? [];
  };
}
