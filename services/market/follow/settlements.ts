/**
 * The settlements of every auction: what an aggregator goes through before it opens anything. Their terms are computed
 * again, and their proofs checked block by block: a count that nobody proved would decide what is shown of the others.
 * protocol/core.md "Who opens what, once".
 */
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import { appendLeaf, emptyFrontier, type Frontier, frontierRoot } from '@veilgrid/protocol/core/lists';
import { zoneTariff } from '@veilgrid/protocol/core/points';
import { bigint, bytes, count, element } from '@veilgrid/protocol/core/wire';
import type { ProtocolError } from '@veilgrid/protocol/errors';
import type { Bodies, Kind } from '@veilgrid/protocol/kinds';
import { auctionIdOf, marketData } from '@veilgrid/protocol/market/auction';
import { forfeitShare, roleLock } from '@veilgrid/protocol/market/bond';
import { emptyResult, resultOf } from '@veilgrid/protocol/market/clearing';
import { type SettleAuction, settleSignals } from '@veilgrid/protocol/market/settlement';
import {
  NO_STATUS_DIGEST,
  nextStatusDigest,
  statusMemoHash,
  type TermsInput,
  termsOf,
} from '@veilgrid/protocol/market/terms';
import { MONEY } from '@veilgrid/protocol/params';
import { decodeTx } from '@veilgrid/protocol/tx';
import { z } from 'zod';
import { impossible, type Watch } from '../../core/follower/watch.js';
import {
  followedGroup,
  followedGroupFields,
  followedSet,
  followGroup,
  followMaskSum,
  followMember,
  followPoint,
  followRevocation,
  noGroups,
  pinnedPoints,
} from '../../core/sets/followedGroups.js';

const OrderTree = z.object({ count, open: z.array(z.array(element)) });

/** What makes the terms of an auction's settlements; transactions as they stand in their blocks. */
const FollowedMarket = z.object({
  openAuction: bytes,
  close: bytes.optional(),
  void: z.boolean(),
  /** Of a forfeit, for each order: as the terms that a block fixed have it. */
  share: bigint,
  orders: OrderTree,
  statusDigest: bytes,
});
type FollowedMarket = z.output<typeof FollowedMarket>;

const Stored = z.object({
  ...followedGroupFields,
  /** By the decimal text of their ids, while their groups are followed. */
  markets: z.record(z.string(), FollowedMarket),
  /** By tariff and day. */
  tariffs: z.record(z.string(), bytes),
  /** By day: the changes of points that its first opening found. */
  pins: z.record(z.string(), count),
});
export type SettlementSets = z.output<typeof Stored>;

/** A settlement's proof and what it must prove. */
export interface SettleClaim {
  readonly circuit: 'settle';
  readonly proof: Uint8Array;
  readonly signals: readonly bigint[];
}

type Refusals = readonly (ProtocolError | undefined)[];

export interface SettlementWatchParts {
  readonly genesis: Genesis;
  readonly hasher: Hasher;
  /** Checks many proofs at once: of each, undefined or why it is refused. */
  readonly verifyMany: (claims: readonly SettleClaim[]) => Refusals | Promise<Refusals>;
}

function bodyOf<K extends Kind>(genesis: Genesis, kind: K, tx: Uint8Array): Bodies[K] {
  const decoded = decodeTx(genesis.profile, tx);
  if (decoded.kind !== kind) throw impossible(`no ${kind}`);
  return decoded.body as Bodies[K];
}

const tariffKey = ({ tariffId, day }: { readonly tariffId: number; readonly day: number }) =>
  `${tariffId} ${day}`;

/** What an auction is settled by. */
function pricesOf({ genesis }: SettlementWatchParts, book: SettlementSets, market: FollowedMarket) {
  const opening = bodyOf(genesis, 'openAuction', market.openAuction);
  const tariff = book.tariffs[tariffKey(opening)];
  if (tariff === undefined) throw impossible('an auction without a tariff');
  return { opening, tariff: bodyOf(genesis, 'publishTariff', tariff) };
}

/**
 * What each order may have of a forfeit. The silent role's lock is computed again; whether an outage excused it is not,
 * for either share makes masks of their own: the terms that a block fixed tell which of the two it is.
 */
function possibleShares(parts: SettlementWatchParts, book: SettlementSets, id: bigint): readonly bigint[] {
  const market = marketOf(book, id);
  if (!market.void) return [0n];
  const { opening, tariff } = pricesOf(parts, book, market);
  const points = pinnedPoints(book, followedGroup(book, id));
  const lock = roleLock(parts.genesis.roleBond, marketData(opening, tariff), points);
  return [forfeitShare(lock, market.orders.count, opening.tiers), 0n];
}

/** What a settlement of this auction is proven under. */
function settleAuctionOf(
  parts: SettlementWatchParts,
  book: SettlementSets,
  id: bigint,
  share = marketOf(book, id).share,
): SettleAuction {
  const { genesis, hasher } = parts;
  const market = marketOf(book, id);
  if (!market.void && market.close === undefined) throw impossible('settled too early');
  const { opening, tariff } = pricesOf(parts, book, market);
  const input: TermsInput = {
    auctionId: id,
    groupId: id,
    chainId: genesis.chainId,
    zone: opening.zone,
    tariffId: opening.tariffId,
    day: opening.day,
    asset: MONEY,
    dsoDataKey: genesis.dsoDataKey,
    market: marketData(opening, tariff, share),
    orderCount: market.orders.count,
    orderRoot: frontierRoot(hasher, market.orders),
    void: market.void,
    result: market.close ? resultOf(bodyOf(genesis, 'close', market.close)) : emptyResult(genesis.params),
    statusDigest: market.statusDigest,
    late: false,
  };
  return { ...input, terms: termsOf(genesis.profile, input) };
}

function marketOf({ markets }: SettlementSets, id: bigint): FollowedMarket {
  const market = markets[String(id)];
  if (!market) throw impossible('an auction that was never opened');
  return market;
}

export function settlementWatch(parts: SettlementWatchParts): Watch<SettlementSets> {
  const { genesis, hasher } = parts;
  const { params } = genesis;
  /** Of the block that is gone through. */
  let claims: { readonly id: bigint; readonly claim: SettleClaim }[] = [];
  const auctions = new Map<bigint, SettleAuction>();
  return {
    open: () => ({ ...noGroups(), markets: {}, tariffs: {}, pins: {} }),
    stored: Stored,
    observers: {
      enrolPoint: (book, body) => followPoint(book, body.position, body),
      changePoint: (book, body) => followPoint(book, body.position, body),
      revokePoint: (book, body) => followRevocation(book, body.position),
      publishTariff(book, body, at) {
        book.tariffs[tariffKey(body)] = at.bytes;
      },
      openAuction(book, body, at) {
        const id = auctionIdOf(hasher, genesis.chainId, body);
        const pin = book.pins[body.day] ?? book.changes;
        book.pins[body.day] = pin;
        const series = zoneTariff(body.zone, body.tariffId);
        followGroup(book, id, { series, freezes: body.settleEnd, changes: pin });
        book.markets[String(id)] = {
          openAuction: at.bytes,
          void: false,
          share: 0n,
          orders: emptyFrontier(params.orderDepth),
          statusDigest: NO_STATUS_DIGEST,
        };
      },
      order(book, { auctionId, c }) {
        const market = marketOf(book, auctionId);
        market.orders = appendLeaf(hasher, market.orders as Frontier, c);
        followedGroup(book, auctionId).expected += 1;
      },
      close(book, { auctionId }, at) {
        marketOf(book, auctionId).close = at.bytes;
      },
      voidAuction(book, { auctionId }) {
        marketOf(book, auctionId).void = true;
      },
      statusList(book, { auctionId, entries }, at) {
        const market = marketOf(book, auctionId);
        if (at.time >= bodyOf(genesis, 'openAuction', market.openAuction).settleFrom) return;
        market.statusDigest = entries.reduce(
          (before, entry) => nextStatusDigest(before, { tag: entry.tag, memoHash: statusMemoHash(entry) }),
          market.statusDigest,
        );
      },
      openSettlement(book, { auctionId, terms }) {
        const group = followedGroup(book, auctionId);
        if (group.terms !== undefined) throw impossible('terms twice');
        const share = possibleShares(parts, book, auctionId).find(
          (each) => settleAuctionOf(parts, book, auctionId, each).terms === terms,
        );
        if (share === undefined) throw impossible('other terms');
        marketOf(book, auctionId).share = share;
        group.terms = terms;
      },
      settle(book, body, at) {
        const group = followedGroup(book, body.auctionId);
        if (group.terms === undefined || at.time >= group.freezes)
          throw impossible('a settlement out of time');
        const auction = auctions.get(body.auctionId) ?? settleAuctionOf(parts, book, body.auctionId);
        auctions.set(body.auctionId, auction);
        followMember(hasher, group, body);
        const signals = settleSignals(body, auction, at.context);
        claims.push({ id: body.auctionId, claim: { circuit: 'settle', proof: at.proof, signals } });
      },
      maskSum(book, body) {
        followMaskSum(book, body);
      },
      publish(book, { auctionId }, at) {
        for (const id of followedSet(genesis, book, auctionId, at.time)) {
          delete book.groups[String(id)];
          delete book.markets[String(id)];
          auctions.delete(id);
        }
      },
    },
    async endBlock(book) {
      const due = claims;
      claims = [];
      if (due.length === 0) return;
      const refusals = await parts.verifyMany(due.map(({ claim }) => claim));
      refusals.forEach((refusal, i) => {
        const group = book.groups[String(due[i]!.id)];
        if (refusal && group) group.unproven += 1;
      });
    },
  };
}
