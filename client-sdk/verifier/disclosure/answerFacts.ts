/** What an answer is held against, each by a fact. docs/protocol/disclosure.md "Verifier". */
import type { Fact, LogFact } from '@veilgrid/protocol/core/fact';
import { CORE_LOG } from '@veilgrid/protocol/core/groups/log';
import { Fr } from '@veilgrid/protocol/core/ssz';
import type { Request } from '@veilgrid/protocol/disclosure/request';
import { ensure } from '@veilgrid/protocol/errors';
import { auctionIdOf } from '@veilgrid/protocol/market/auction';
import { FIRST_PARTY } from '@veilgrid/protocol/roles';
import { decodeHeld, verifyLogFact } from '../fact.js';
import type { TrustedChain } from '../market/auction.js';
import { partyOfFacts, roleParty } from '../party.js';
import { ofFact } from '../signedFact.js';
import { type ShownConsent, verifyConsent } from './consent.js';
import { type PurposeFacts, type ShownPurpose, verifyPurpose, verifyRecipientKey } from './purpose.js';
import { type ShownSet, verifySet } from './zoneDay.js';

/** What a node answers of an auction that readings froze under; zone, tariff and day make its id. */
export interface AuctionEvidence {
  readonly auctionId: bigint;
  readonly zone: number;
  readonly tariffId: number;
  readonly day: number;
  readonly readings: LogFact;
  /** The set that it was published in, and the auction that closes that; absent while there is none. */
  readonly sum?: { readonly group: bigint; readonly fact: LogFact } | undefined;
}

/** What a node answers of all that an answer rests on. */
export interface AnswerFacts {
  /** Of the party in order; none of a role of genesis. */
  readonly party: readonly Fact[];
  readonly purpose: PurposeFacts;
  /** Needed where the request is designated. */
  readonly recipientKey?: Fact | undefined;
  /** `revokedAt` is the own node's word, Unix seconds; 0: it was not. */
  readonly consent: { readonly fact: Fact; readonly revokedAt: bigint };
  /** Of every auction that the answer names. */
  readonly auctions: readonly AuctionEvidence[];
}

/** An auction as final blocks show it. */
export interface ShownReadings {
  readonly auctionId: bigint;
  readonly zone: number;
  readonly tariffId: number;
  readonly day: number;
  /** The frozen root, and the block that says it. */
  readonly root: bigint;
  readonly height: bigint;
  readonly published?: {
    readonly set: ShownSet /** It closes its set, and so is no small one. */;
    readonly large: boolean;
  };
}

/** The same, checked. */
export interface ShownAnswerFacts {
  readonly purpose: ShownPurpose;
  /** 0n where the request is not designated; undefined where the party has shown none. */
  readonly recipientKey: bigint | undefined;
  readonly consent: ShownConsent;
  readonly auctions: ReadonlyMap<bigint, ShownReadings>;
}

/** @throws ProtocolError FACT_INVALID with the fact and the field at fault; PARTY_UNKNOWN */
export function shownFacts(
  chain: TrustedChain,
  { partyId, purposeId, designated }: Pick<Request, 'partyId' | 'purposeId' | 'designated'>,
  consentId: Uint8Array,
  facts: AnswerFacts,
): ShownAnswerFacts {
  const { genesis } = chain;
  const party =
    partyId < FIRST_PARTY ? roleParty(genesis, partyId) : partyOfFacts(genesis, partyId, facts.party);
  const { fact, revokedAt } = facts.consent;
  const key = facts.recipientKey;
  return {
    purpose: verifyPurpose(genesis, party, purposeId, facts.purpose),
    recipientKey: designated === 1 ? key && verifyRecipientKey(genesis, party, key) : 0n,
    consent: verifyConsent(genesis, consentId, fact, revokedAt),
    auctions: new Map(facts.auctions.map((each) => [each.auctionId, verifyReadings(chain, each)])),
  };
}

function verifyReadings(
  { genesis, hasher }: TrustedChain,
  { auctionId, zone, tariffId, day, readings, sum }: AuctionEvidence,
): ShownReadings {
  const id = auctionIdOf(hasher, genesis.chainId, { zone, tariffId, day });
  ensure(id === auctionId, 'FACT_INVALID', { field: 'auctionId', fact: 'auction' });
  const { name, body: type } = CORE_LOG.readings;
  const { root, height } = ofFact(name, () => {
    const header = verifyLogFact(genesis, { name, key: Fr.serialize(auctionId) }, readings);
    return { root: decodeHeld(type, readings.body, 'body').root, height: header.height };
  });
  const set = sum && verifySet(genesis, auctionId, sum.group, sum.fact);
  return {
    ...{ auctionId, zone, tariffId, day, root, height },
    ...(set && { published: { set, large: sum.group === auctionId } }),
  };
}
