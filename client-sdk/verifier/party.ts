/** What a party is and signed, by facts alone. docs/protocol/core/parties.md. */
import { dayOf } from '@veilgrid/protocol/core/days';
import type { Fact, FinalHeaders } from '@veilgrid/protocol/core/fact';
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import { type PartyRecord, partyRecordOf, roleRecord } from '@veilgrid/protocol/core/parties';
import { ensure, fail, hasCode } from '@veilgrid/protocol/errors';
import type { Kind } from '@veilgrid/protocol/kinds';
import { verifyFact } from './fact.js';
import { decodeShown, ofFact, type SignedFact, verifySignedFact } from './signedFact.js';

/** A key that a party signed with, and from which block on: it may be the next key's last, too. */
export interface PartyKey {
  readonly sigPk: Uint8Array;
  readonly height: bigint;
}

/** A party as final blocks show it. */
export interface ShownParty extends PartyRecord {
  readonly partyId: number;
  /** All its keys, in order. */
  readonly keys: readonly PartyKey[];
  /** The final header that shows the last of its facts; none of a role, which genesis shows. */
  readonly final?: FinalHeaders;
}

/** A role of genesis as the party that it is. @throws ProtocolError PARTY_UNKNOWN */
export function roleParty(genesis: Genesis, partyId: number): ShownParty {
  const record = roleRecord(genesis, partyId);
  return { partyId, ...record, keys: [{ sigPk: record.sigPk, height: 0n }] };
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
    const { body, height, time, final } = verifySignedFact(genesis, kind, fact, party?.sigPk);
    const begins = kind === 'registerParty';
    const follows = begins === (party === undefined) && body.sequence > last;
    ensure(body.partyId === partyId && follows, 'FACT_INVALID', { fact: kind, field: 'partyId' });
    last = body.sequence;
    if ('sigPk' in body) {
      const keys = [...(party?.keys ?? []), { sigPk: body.sigPk, height }];
      party = { partyId, ...partyRecordOf(body), keys, final };
    } else party = { ...party!, until: dayOf(time), final };
  }
  if (!party) throw fail('FACT_INVALID', { fact: 'registerParty', field: 'tx' });
  return party;
}

/**
 * A transaction that a party signed, with the key that it had in that block.
 * @throws ProtocolError FACT_INVALID with the fact and the field at fault
 */
export function verifyPartyFact<K extends Kind>(
  genesis: Genesis,
  kind: K,
  fact: Fact,
  { keys }: Pick<ShownParty, 'keys'>,
): SignedFact<K> {
  const { height } = ofFact(kind, () => verifyFact(genesis, fact));
  const held = keys.filter((key, i) => key.height <= height && height <= (keys[i + 1]?.height ?? height));
  for (const { sigPk } of held.slice(1)) {
    // A block that changed the key may hold what either of them signed.
    try {
      return verifySignedFact(genesis, kind, fact, sigPk);
    } catch (error) {
      if (!hasCode(error, 'FACT_INVALID')) throw error;
    }
  }
  return verifySignedFact(genesis, kind, fact, held[0]?.sigPk);
}
