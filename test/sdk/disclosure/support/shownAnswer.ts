/** Homes with settled days, a recipient, and all that a node says of both: of made-up final blocks. */
import {
  type AnswerDay,
  type Asked,
  makeRequest,
  type PlannedChain,
  proveAnswer,
  question,
  type verifier,
} from '@veilgrid/client-sdk';
import { Tree8 } from '@veilgrid/protocol/core/crypto/tree';
import { CORE_LOG } from '@veilgrid/protocol/core/groups/log';
import { TRANSFER_MEMO_BYTES } from '@veilgrid/protocol/core/money/note';
import { PARTY_KINDS } from '@veilgrid/protocol/core/parties';
import {
  type Reading,
  readingCommitment,
  readingMessage,
  readingTotals,
  salt2Of,
} from '@veilgrid/protocol/core/readings';
import type { Answer } from '@veilgrid/protocol/disclosure/answer';
import { consentSecrets, holderOf, revokeOf } from '@veilgrid/protocol/disclosure/consent';
import { recipientKeyOf } from '@veilgrid/protocol/disclosure/recipient';
import {
  askedDigest,
  type Request,
  requestScope,
  type SignedRequest,
} from '@veilgrid/protocol/disclosure/request';
import { subjectOf } from '@veilgrid/protocol/disclosure/subject';
import { auctionIdOf } from '@veilgrid/protocol/market/auction';
import { orderSalt } from '@veilgrid/protocol/market/order';
import type { Prover } from '@veilgrid/protocol/prover';
import { txDigest } from '@veilgrid/protocol/tx';
import { nonceOf, PURPOSE } from '../../../protocol/disclosure/support/samples.js';
import {
  encKeyOf,
  GENESIS,
  PARAMS,
  publicKeyOf,
  SIGNERS,
  START,
  secretOf,
} from '../../../state/support/genesis.js';
import { hasher } from '../../../state/support/hasher.js';
import { daily, K, PROFILE } from '../../../state/support/profile.js';
import { madeFact, madeLogFact } from '../../support/facts.js';

/** A day after everything settled. */
export const NOW = START;
/** Of START. */
export const TODAY = 20_833;
export const DAYS = [20_800, 20_801, 20_802] as const;
/** Who asks, and another one that could: the ids are those of their keys too. */
export const BANK = 40;
export const LENDER = 41;
export const PURPOSE_ID = 5;
/** What makes a party's key. */
export const secretKeyOf = (partyId: number) => 9_000n + BigInt(partyId);

const EARLIER = NOW - 1_000n;
export const HERE = { zone: 3, tariffId: 9 };

/** A connection point whose owner answers. */
export class Home {
  readonly sk: bigint;
  readonly point: bigint;

  constructor(
    readonly position: number,
    /** Wh of its first half hour, on its first day. */
    readonly base: number,
    /** Days that the DSO read. */
    readonly read: readonly number[] = [],
  ) {
    this.sk = 1_000n + BigInt(position);
    this.point = 2_000n + BigInt(position);
  }

  /** Imports rise half hour by half hour, exports stay. */
  readings(day: number): Reading[] {
    return Array.from({ length: K }, (_, k) => ({
      imported: this.base + 10 * k + (day - DAYS[0]),
      exported: k === 1 ? 7 : 0,
    }));
  }

  status(day: number): number {
    return this.read.includes(day) ? 1 : 0;
  }

  leaf(day: number, auctionId: bigint): bigint {
    const readings = this.readings(day);
    const { chainId } = GENESIS;
    const { position, point } = this;
    const message = readingMessage(hasher, { chainId, position, day, status: this.status(day), readings });
    const salt2 = salt2Of(hasher, orderSalt(hasher, this.sk, point, auctionId));
    return readingCommitment(hasher, { message, totals: readingTotals(readings), point, salt2 });
  }
}

export const HOME = new Home(17, 100);
export const NEIGHBOUR = new Home(18, 30);
/** Whose meter did not answer on the last day. */
export const SILENT = new Home(19, 100, [DAYS[2]]);

/** An auction's readings, frozen: all homes among others. */
export function frozen(day: number, where = HERE) {
  const auctionId = auctionIdOf(hasher, GENESIS.chainId, { ...where, day });
  const others = Array.from({ length: 10 }, (_, i) => BigInt(5_000 + i));
  const homes = [HOME, NEIGHBOUR, SILENT].map((home) => home.leaf(day, auctionId));
  const leaves = [...others, ...homes];
  return { auctionId, leaves, tree: new Tree8(hasher, PARAMS.orderDepth, leaves) };
}

/** A day of a home as its owner answers with it. */
export function dayOf(home: Home, day: number, where = HERE): AnswerDay {
  const { auctionId, leaves, tree } = frozen(day, where);
  const { sk, point } = home;
  const path = tree.path(leaves.indexOf(home.leaf(day, auctionId)));
  return {
    ...{ day, auctionId, root: tree.root, status: home.status(day), readings: home.readings(day) },
    opening: { sk, point, path, real: 1n, v: 0n },
  };
}

/** What a request asks where nothing else is said: a bracket, a peak and readings, of two days and a gap. */
const asked = (): Asked => ({
  questions: [
    question.range({ imports: 2n ** BigInt(K) - 1n, bounds: [400, 900, 2_000] }),
    question.peak({ imports: 3n, bounds: [90, 150] }),
    question.readings({ imports: 4n, exports: 2n }),
  ],
  fromDay: DAYS[0],
  toDay: DAYS[2],
  maxGaps: 1,
  issued: NOW - 60n,
  expires: NOW + 600n,
});
export const CHAIN: PlannedChain = { questions: [0, 1, 2], claims: [2, 1, 0] };
export const GAPS = [DAYS[1]];

export function ask(change: Partial<Asked> = {}, partyId = BANK, purposeId = PURPOSE_ID): SignedRequest {
  const purpose = { ...PURPOSE, partyId };
  return makeRequest(GENESIS, { purposeId, purpose }, { ...asked(), ...change }, secretOf(partyId));
}

/** The consent that a home gave to what a request asks. */
export function consentOf(home: Home, request: Request, i = 0) {
  const subject = subjectOf(hasher, home.sk, home.position, requestScope(request));
  const { n, r } = consentSecrets(hasher, home.sk, i);
  return { subject, n, body: consentBody(request, holderOf(hasher, subject, n), revokeOf(hasher, r)) };
}

/** Whoever posts it: the ledger sees neither household nor recipient. */
export function consentBody({ purposeId, ...request }: Request, holder: bigint, revoke: bigint) {
  const memo = new Uint8Array(TRANSFER_MEMO_BYTES);
  const fee = { nf: [1n, 2n], cm: [3n, 4n], noteRoot: 5n, asset: 0n, redeemed: 0n, memo1: memo, memo2: memo };
  return {
    fee: { ...fee, payoutReference: new Uint8Array(32) },
    ...{ purposeId, holder, revoke, asked: askedDigest({ purposeId, ...request }) },
    ...{ from: TODAY - 5, until: TODAY + 5 },
  };
}
type Consent = ReturnType<typeof consentBody>;
export const idOf = (body: Consent) => txDigest(PROFILE, GENESIS.chainId, { kind: 'consent', body });

export interface Choice {
  readonly home?: Home;
  readonly chains?: readonly PlannedChain[];
  readonly days?: readonly AnswerDay[];
  readonly gaps?: readonly number[];
  readonly named?: boolean;
}

/** A home's answer, proven. */
export function answerOf(
  prover: Prover,
  { request }: SignedRequest,
  { home = HOME, chains = [CHAIN], gaps = GAPS, named = false, ...choice }: Choice = {},
): Promise<Answer> {
  const { subject, n, body } = consentOf(home, request);
  const days = choice.days ?? DAYS.filter((day) => !gaps.includes(day)).map((day) => dayOf(home, day));
  const planned = { consentId: idOf(body), n, subject, position: home.position, named, gaps, days, chains };
  const key = request.designated === 1 ? recipientKeyOf(hasher, secretKeyOf(request.partyId)) : 0n;
  return proveAnswer({ genesis: GENESIS, hasher, prover }, request, planned, key);
}

/** What a party signs with, beside the roles. */
const signedBy = (partyId: number) => ({
  secretOf: (role: string) => secretOf(role === 'party' ? partyId : SIGNERS[role as keyof typeof SIGNERS]),
});

export const partyFact = (partyId: number, change: object = {}) =>
  madeFact(
    'registerParty',
    {
      ...{ sequence: 1n, partyId, sigPk: publicKeyOf(partyId), encPk: encKeyOf(partyId) },
      ...{ name: new TextEncoder().encode('Bank'), kinds: PARTY_KINDS.recipient, until: TODAY + 300 },
      ...change,
    },
    { time: EARLIER, height: 3n, ...signedBy(partyId) },
  );
/** The party takes the key of another number. */
export const changeFact = (partyId: number, key: number, height: bigint) =>
  madeFact(
    'changeParty',
    {
      ...{ sequence: 2n, partyId, sigPk: publicKeyOf(key), encPk: encKeyOf(partyId), lost: 0 },
      ...{ name: new TextEncoder().encode('Bank'), kinds: PARTY_KINDS.recipient, until: TODAY + 300 },
      possession: new Uint8Array(64),
    },
    { time: EARLIER, height, ...signedBy(partyId) },
  );
export const purposeFact = (partyId: number, purposeId: number, change: object = {}, signer = partyId) =>
  madeFact(
    'registerPurpose',
    { sequence: 2n, purposeId, ...PURPOSE, partyId, ...change },
    { time: EARLIER, ...signedBy(signer) },
  );
export const endFact = (partyId: number, purposeId: number, day: number) =>
  madeFact(
    'endPurpose',
    { sequence: 3n, purposeId, partyId, byParty: 1 },
    { time: BigInt(day) * 86_400n, height: 10n, ...signedBy(partyId) },
  );
export const keyFact = (partyId: number, secret = secretKeyOf(partyId)) =>
  madeFact(
    'recipientKey',
    { sequence: 3n, partyId, recipientKey: recipientKeyOf(hasher, secret) },
    { time: EARLIER, ...signedBy(partyId) },
  );
export const consentFact = (body: Consent) => madeFact('consent', body, { time: EARLIER });
export const receiptsFact = (partyId: number, body: object) =>
  madeFact('receipts', { sequence: 4n, partyId, ...body } as never, { time: NOW, ...signedBy(partyId) });

/** Wh of a zone's day in every half hour. */
export const ZONE_WH = 6_000;
export const ZONE_MEMBERS = 12;

/** The published set of these days, the last of which closes it. */
export function sumFact(days: readonly number[], { where = HERE, both = 1 } = {}) {
  const auctions = days.map((day) => auctionIdOf(hasher, GENESIS.chainId, { ...where, day }));
  const group = auctions.at(-1)!;
  const shown = (wh: number) => daily(BigInt(wh));
  const words = {
    ...{ both, net: both === 1 ? 0 : 1 },
    imports: shown(both === 1 ? ZONE_WH : 0),
    exports: shown(both === 1 ? 100 : 0),
    nets: shown(both === 1 ? 0 : ZONE_WH - 100),
  };
  const counts = Array<number>(PARAMS.countLanes).fill(ZONE_MEMBERS);
  const { name, body } = CORE_LOG.sum;
  const bytes = body.serialize({ group, auctions, members: ZONE_MEMBERS, counts, words });
  return { group, fact: madeLogFact(name, bytes, { time: EARLIER }) };
}

/** What a node says of an auction whose day is published. */
export function evidenceOf(day: number, where = HERE, root?: bigint): verifier.AuctionEvidence {
  const { auctionId, leaves, tree } = frozen(day, where);
  const { name, body } = CORE_LOG.readings;
  const bytes = body.serialize({ auctionId, count: leaves.length, root: root ?? tree.root });
  return {
    ...{ auctionId, ...where, day },
    readings: madeLogFact(name, bytes, { time: EARLIER, height: 8n }),
    sum: sumFact([day], { where }),
  };
}

/** All that a node says of an answer. */
export function factsOf({ request }: SignedRequest, home = HOME): verifier.AnswerFacts {
  const { partyId, purposeId } = request;
  return {
    party: [partyFact(partyId)],
    purpose: { registerPurpose: purposeFact(partyId, purposeId) },
    recipientKey: keyFact(partyId),
    consent: { fact: consentFact(consentOf(home, request).body), revokedAt: 0n },
    auctions: DAYS.map((day) => evidenceOf(day)),
  };
}

export const NOTHING_ANSWERED = { now: NOW, answered: new Set<string>() };
export { nonceOf };
