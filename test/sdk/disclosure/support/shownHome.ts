/** A household among others as a node shows it, in made-up final blocks: no node, but one that answers as it likes. */
import { ed25519 } from '@noble/curves/ed25519.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { deriveKeys, memoryTxStore, type TxStore, Wallet, type WalletContext } from '@veilgrid/client-sdk';
import { nullCells } from '@veilgrid/client-sdk/market/order';
import { sealOrderMemo } from '@veilgrid/client-sdk/market/orderMemo';
import { sealSettleMemo } from '@veilgrid/client-sdk/market/settleMemo';
import { orderCommitment, packOrder } from '@veilgrid/protocol/core/books/cells';
import { Tree8 } from '@veilgrid/protocol/core/crypto/tree';
import { DAY_POINTS, NO_POINT_CHANGES, nextPointChanges } from '@veilgrid/protocol/core/dayPoints';
import { dayOf } from '@veilgrid/protocol/core/days';
import type { Fact, LogFact } from '@veilgrid/protocol/core/fact';
import { CORE_LOG } from '@veilgrid/protocol/core/groups/log';
import { noteCommitment, TRANSFER_MEMO_BYTES } from '@veilgrid/protocol/core/money/note';
import { type PointRecord, pointCommitment, pointLeaf } from '@veilgrid/protocol/core/points';
import {
  type Reading,
  readingCommitment,
  readingMessage,
  readingTotals,
  salt2Of,
} from '@veilgrid/protocol/core/readings';
import type { ConsentBody } from '@veilgrid/protocol/disclosure/consent';
import { consentSecrets, holderOf, revokeOf } from '@veilgrid/protocol/disclosure/consent';
import type { RegisterPurposeBody } from '@veilgrid/protocol/disclosure/purpose';
import { recipientKeyOf } from '@veilgrid/protocol/disclosure/recipient';
import {
  askedDigest,
  type Request,
  requestDigest,
  requestScope,
  SignedRequest,
} from '@veilgrid/protocol/disclosure/request';
import { subjectOf } from '@veilgrid/protocol/disclosure/subject';
import { fail } from '@veilgrid/protocol/errors';
import type { Bodies, Draft, Kind } from '@veilgrid/protocol/kinds';
import { auctionIdOf } from '@veilgrid/protocol/market/auction';
import { bidNullifier, innerCommitment, orderSalt } from '@veilgrid/protocol/market/order';
import { settleNullifier } from '@veilgrid/protocol/market/settlement';
import { MONEY, SECONDS_PER_DAY } from '@veilgrid/protocol/params';
import type { Prover } from '@veilgrid/protocol/prover';
import type { Role } from '@veilgrid/protocol/roles';
import type { Api } from '@veilgrid/protocol/routes';
import { txDigest } from '@veilgrid/protocol/tx';
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
import { Household } from '../../../state/support/household.js';
import { K, PROFILE } from '../../../state/support/profile.js';
import { finalHeader, madeFact, madeLogFact } from '../../support/facts.js';

const nothing = new Uint8Array(32);
export const NOW = START + BigInt(40 * SECONDS_PER_DAY);
export const TODAY = dayOf(NOW);
/** The first day that a request of these tests asks for. */
export const FIRST_DAY = dayOf(START);
export const BANK = 32;
export const ADVISER = 33;
/** Which seed a party signs and opens with. */
export const SEEDS: Readonly<Record<number, number>> = { [BANK]: 60, [ADVISER]: 61 };
/** Of the bank: by it the bank could have made any answer to it. */
export const BANK_SECRET = 99n;
export const bankKeys = { encSecret: secretOf(SEEDS[BANK]!), encPk: encKeyOf(SEEDS[BANK]!) };

/** @param seed of the party that signs, in whatever name */
export function factOf<N extends Kind>(kind: N, body: Bodies[N], seed = 0, time = START): Fact {
  const secret = (role: Role) => secretOf(role === 'party' ? seed : SIGNERS[role as keyof typeof SIGNERS]);
  return madeFact(kind, body, { time, secretOf: secret });
}

const logFactOf = (name: string, body: Uint8Array): LogFact => madeLogFact(name, body, { time: START });

export const registerParty = (partyId: number): Fact =>
  factOf(
    'registerParty',
    {
      partyId,
      sequence: BigInt(partyId),
      sigPk: publicKeyOf(SEEDS[partyId]!),
      encPk: encKeyOf(SEEDS[partyId]!),
      name: new TextEncoder().encode(partyId === BANK ? 'Stadtbank' : 'Adviser'),
      kinds: 1,
      until: TODAY + 1_000,
    },
    SEEDS[partyId]!,
  );

export const purposeBody = (change: Partial<RegisterPurposeBody> = {}): RegisterPurposeBody => ({
  ...{ sequence: 7n, purposeId: 0, partyId: BANK, textHash: nothing, lawfulBasis: 1 },
  ...{ questions: 255, maxDays: 400, standing: 1, naming: 7, transferable: 1, panels: 0, retentionDays: 90 },
  ...{ from: FIRST_DAY, until: TODAY + 300 },
  ...change,
});

export const registerPurpose = (body: RegisterPurposeBody): Fact =>
  factOf('registerPurpose', body, SEEDS[body.partyId]!);

/** A day of a household. */
export interface HomeDay {
  readonly day: number;
  readonly readings: readonly Reading[];
  readonly status?: number;
  /** Of the point from this day on. */
  readonly tariffId?: number;
  /** False: another auction's set took it in. */
  readonly large?: boolean;
  /** False: billed late, so that it stands in no tree. */
  readonly settled?: boolean;
}

/** The same value, or the pattern again and again. */
export const readDay = (...imports: readonly number[]): Reading[] =>
  Array.from({ length: K }, (_, k) => ({ imported: imports[k % imports.length]!, exported: 7 + k }));

/** A wallet, what it did, and a node that tells the truth about it. */
export class ShownHome {
  readonly keys = deriveKeys(hasher, new Uint8Array(64).fill(9));
  readonly purposes: Fact[] = [];
  readonly consents: {
    readonly id: Uint8Array;
    readonly fact: Fact;
    readonly body: ConsentBody;
    readonly index: number;
    revokedAt: bigint;
  }[] = [];
  readonly #changes: { point: PointRecord; revoked: boolean; leaf: bigint }[] = [];
  readonly #auctions = new Map<
    bigint,
    { zone: number; tariffId: number; day: number; lived: HomeDay; point: PointRecord }
  >();
  readonly #pinned = new Map<number, number>();
  /** Whoever asked, for what: the names of routes. */
  readonly asked: string[] = [];
  now = NOW;

  constructor(days: readonly HomeDay[], purposes: readonly RegisterPurposeBody[] = [purposeBody()]) {
    for (const day of days) this.#live(day);
    for (const body of purposes) this.purposes.push(registerPurpose(body));
  }

  get point(): PointRecord {
    return this.#changes.at(-1)!.point;
  }

  #live(day: HomeDay): void {
    const before = this.#changes.at(-1)?.point;
    const tariffId = day.tariffId ?? before?.tariffId ?? 9;
    if (tariffId !== before?.tariffId) {
      const { ownerPk, signPk } = this.keys;
      const point = { ...new Household(3).point, ownerPk, ownerSigPk: signPk, tariffId };
      this.#changes.push({ point, revoked: false, leaf: pointLeaf(hasher, point) });
    }
    this.#pinned.set(day.day, this.#changes.length);
    const { zone } = this.point;
    const auctionId = auctionIdOf(hasher, GENESIS.chainId, { zone, tariffId, day: day.day });
    this.#auctions.set(auctionId, { zone, tariffId, day: day.day, lived: day, point: this.point });
  }

  /** A consent that stands in a block. */
  consentTo(request: Request, index = 0, dates = { from: TODAY, until: TODAY + 30 }): Uint8Array {
    const { n, r } = consentSecrets(hasher, this.keys.sk, index);
    const subject = subjectOf(hasher, this.keys.sk, this.point.position, requestScope(request));
    const fee = {
      nf: [1n, 2n],
      cm: [3n, 4n],
      noteRoot: 5n,
      asset: MONEY,
      redeemed: 0n,
      payoutReference: nothing,
    };
    const body: ConsentBody = {
      fee: { ...fee, memo1: new Uint8Array(TRANSFER_MEMO_BYTES), memo2: new Uint8Array(TRANSFER_MEMO_BYTES) },
      ...{ purposeId: request.purposeId, holder: holderOf(hasher, subject, n), revoke: revokeOf(hasher, r) },
      ...{ asked: askedDigest(request), ...dates },
    };
    const draft = { kind: 'consent', body } as unknown as Draft;
    const id = txDigest(PROFILE, GENESIS.chainId, draft);
    this.consents.push({ id, fact: factOf('consent', body), body, index, revokedAt: 0n });
    return id;
  }

  /** @param lies in place of what is true */
  api(lies: Partial<Api> = {}): Api {
    const listed =
      <T>(items: readonly T[]) =>
      async ({ query }: { readonly query?: { readonly from?: number } }) =>
        ({ total: items.length, items: items.slice(query?.from ?? 0) }) as never;
    const auctionOf = (auctionId: bigint) => {
      const found = this.#auctions.get(auctionId);
      if (!found) throw fail('AUCTION_UNKNOWN', { field: 'auctionId' });
      return found;
    };
    const purposeOf = (purposeId: number) => {
      const registered = this.purposes[purposeId];
      if (!registered) throw fail('PURPOSE_UNKNOWN', { field: 'purposeId' });
      return registered;
    };
    const truth: Partial<Api> = {
      headers: async () => finalHeader({ time: this.now }) as never,
      partyFacts: (args) => listed([registerParty(args.params.partyId)])(args),
      purposeFacts: async ({ params }) => ({ registerPurpose: purposeOf(params.purposeId) }) as never,
      recipientKey: async ({ params: { partyId } }) => {
        const recipientKey = recipientKeyOf(hasher, BANK_SECRET);
        const fact = factOf('recipientKey', { sequence: 8n, partyId, recipientKey }, SEEDS[partyId]!);
        return { recipientKey, fact };
      },
      consents: (args) =>
        listed(
          this.consents.map(({ id, body: { fee: _, ...body }, revokedAt }) => ({
            ...{ consentId: bytesToHex(id), ...body, givenAt: START, revokedAt },
          })),
        )(args),
      consent: async ({ params }) => ({ revokedAt: this.#consent(params.consentId).revokedAt }) as never,
      fact: async ({ params }) => this.#consent(params.id).fact,
      pointChanges: listed(this.#changes.map(({ point, ...change }) => ({ ...point, ...change }))),
      logFact: async ({ params }) => this.#logFact(params.name, params.key),
      auction: async ({ params }) => auctionOf(params.auctionId) as never,
      orders: (args) =>
        listed([this.#order(args.params.auctionId, auctionOf(args.params.auctionId).point).entry])(args),
      settlements: (args) => {
        auctionOf(args.params.auctionId);
        return listed(this.#settlements(args.params.auctionId))(args);
      },
      aggregate: async ({ params: { auctionId } }) => {
        const { lived } = auctionOf(auctionId);
        return { auctions: lived.large === false ? [auctionId, HOST] : [auctionId] } as never;
      },
      ...lies,
    };
    return new Proxy(truth, {
      get: (target, route: string) => (args: never) => {
        this.asked.push(`${route} ${JSON.stringify((args as { params?: object }).params ?? {}, text)}`);
        const answer = target[route as keyof Api] as ((args: never) => unknown) | undefined;
        if (!answer) throw new Error(`nobody told what ${route} is`);
        return answer(args);
      },
    }) as Api;
  }

  wallet(prover: Prover, store: TxStore = memoryTxStore(), lies: Partial<Api> = {}): Wallet {
    return new Wallet(this.context(prover, lies), this.#sentFrom(store));
  }

  /** A store that the consents were sent from. */
  #sentFrom(store: TxStore): TxStore {
    const kept = (name: string) =>
      this.consents.filter(({ index }) => name.startsWith(`consent-${index}-`))[Number(name.split('-')[2])];
    return { ...store, find: async (name) => (await store.find(name)) ?? kept(name)?.fact.tx };
  }

  context(prover: Prover, lies: Partial<Api> = {}): WalletContext {
    return {
      genesis: GENESIS,
      hasher,
      prover,
      api: this.api(lies),
      keys: this.keys,
    };
  }

  #consent(id: string) {
    const found = this.consents.find((each) => bytesToHex(each.id) === id);
    if (!found) throw fail('NOT_FOUND', { field: 'id' });
    return found;
  }

  #order(auctionId: bigint, point: PointRecord) {
    const { keys } = this;
    const cells = nullCells(K);
    const deposit = 1_000n;
    const pointCm = pointCommitment(hasher, point);
    const salt = orderSalt(hasher, keys.sk, pointCm, auctionId);
    const change = { asset: MONEY, value: 5n, ownerPk: keys.ownerPk, rho: 6n };
    const inner = innerCommitment(hasher, { ownerPk: keys.ownerPk, point: pointCm, deposit, salt });
    const entry = {
      nfBid: bidNullifier(hasher, keys.sk, pointCm, auctionId),
      ...{ c: orderCommitment(hasher, auctionId, packOrder(cells), inner), deposit },
      changeCm: noteCommitment(hasher, change),
      memo: sealOrderMemo(keys.memoKey, auctionId, { cells, change: change.value, changeRho: change.rho }),
    };
    return { entry, salt };
  }

  /** Others' on both sides of the own one. */
  #settlements(auctionId: bigint) {
    const { lived, day, point } = this.#auctions.get(auctionId)!;
    const { readings, status = 0, settled = true } = lived;
    const { salt } = this.#order(auctionId, point);
    const message = readingMessage(hasher, {
      ...{ chainId: GENESIS.chainId, position: point.position, day, status, readings },
    });
    const opening = {
      ...{ message, totals: readingTotals(readings), point: pointCommitment(hasher, point) },
      salt2: salt2Of(hasher, salt),
    };
    const own = {
      ...{ nf: settleNullifier(hasher, salt, auctionId), status },
      readingCommitment: readingCommitment(hasher, opening),
      memo: sealSettleMemo(salt, auctionId, { readings, refund: 1n }),
    };
    const other = (i: number) => ({ nf: BigInt(i), status: 0, readingCommitment: BigInt(i), memo: nothing });
    return [other(1), other(2), ...(settled ? [own] : []), other(3)];
  }

  #logFact(name: string, key: string): LogFact {
    const id = () => [...this.#auctions.keys()].find((auctionId) => frHex(auctionId) === key);
    if (name === DAY_POINTS.name) {
      const day = [...this.#pinned.keys()].find((each) => u32Hex(each) === key);
      if (day === undefined) throw fail('NOT_FOUND', { field: 'key' });
      const changes = this.#changes.slice(0, this.#pinned.get(day)!);
      const digest = changes.reduce<Uint8Array>(
        (d, { point, leaf }) => nextPointChanges(d, { revoked: 0, leaf, point }),
        NO_POINT_CHANGES,
      );
      return logFactOf(name, DAY_POINTS.body.serialize({ day, root: 1n, changes: changes.length, digest }));
    }
    if (name === CORE_LOG.readings.name) {
      const auctionId = id();
      if (auctionId === undefined) throw fail('NOT_FOUND', { field: 'key' });
      const leaves = this.#settlements(auctionId).map((each) => each.readingCommitment);
      const { root } = new Tree8(hasher, PARAMS.orderDepth, leaves);
      return logFactOf(name, CORE_LOG.readings.body.serialize({ auctionId, count: leaves.length, root }));
    }
    const taken = [...this.#auctions]
      .filter(([, { lived }]) => lived.large === false)
      .map(([auctionId]) => auctionId);
    const group = key === frHex(HOST) ? HOST : id();
    if (name !== CORE_LOG.sum.name || group === undefined) throw fail('NOT_FOUND', { field: 'key' });
    const words = {
      both: 2 ** 8 - 1,
      net: 0,
      imports: zoneImports,
      exports: zoneImports,
      nets: zoneImports.map(() => 0n),
    };
    const auctions = group === HOST ? [...taken, HOST] : [group];
    const body = { group, auctions, members: ZONE_MEMBERS, counts: [], words };
    return logFactOf(name, CORE_LOG.sum.body.serialize(body));
  }
}

/** Another auction, whose set takes small ones in. */
const HOST = 12_345n;
export const ZONE_MEMBERS = 20;
/** Of the zone in every half hour. */
export const ZONE_IMPORT = 20_000n;
const zoneImports = Array.from({ length: K }, () => ZONE_IMPORT);

const text = (_key: string, value: unknown) => (typeof value === 'bigint' ? value.toString() : value);
const frHex = (x: bigint) => Buffer.from(x.toString(16).padStart(64, '0'), 'hex').reverse().toString('hex');
const u32Hex = (x: number) => Buffer.from(x.toString(16).padStart(8, '0'), 'hex').reverse().toString('hex');

let nonces = 0;

/** What a party asks; a nonce of its own each time. */
export function requestOf(change: Partial<Request> & Pick<Request, 'questions'>): Request {
  nonces += 1;
  return {
    ...{ chainId: GENESIS.chainId, partyId: BANK, purposeId: 0, nonce: new Uint8Array(32).fill(nonces) },
    ...{ issued: NOW - 60n, expires: NOW + BigInt(200 * SECONDS_PER_DAY), naming: 0, designated: 1 },
    ...{ fromDay: FIRST_DAY, toDay: FIRST_DAY + 1, maxGaps: 0 },
    ...change,
  };
}

/** As it travels. @param seed of whoever signs */
export function signed(request: Request, seed = SEEDS[request.partyId]!): Uint8Array {
  const signature = ed25519.sign(requestDigest(request), secretOf(seed));
  return SignedRequest.serialize({ request, signature });
}
