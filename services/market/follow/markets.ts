/**
 * What of an auction makes the terms of its settlements, as final blocks have it: they are computed again, for a validator
 * alone could fix others. protocol/market.md "Terms".
 */
import { resultOf } from '@veilgrid/protocol/core/books/close';
import { emptyResult } from '@veilgrid/protocol/core/books/result';
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import { frontierRoot } from '@veilgrid/protocol/core/lists';
import { bigint, bytes, count, element } from '@veilgrid/protocol/core/wire';
import { marketData } from '@veilgrid/protocol/market/auction';
import { forfeitShare, roleLock } from '@veilgrid/protocol/market/bond';
import type { SettleAuction } from '@veilgrid/protocol/market/settlement';
import { type TermsInput, termsOf } from '@veilgrid/protocol/market/terms';
import { MONEY } from '@veilgrid/protocol/params';
import { z } from 'zod';
import { bodyOf } from '../../core/follower/bodyOf.js';
import { impossible } from '../../core/follower/watch.js';
import { followedGroup, followedGroupFields } from '../../core/sets/followedGroups.js';
import { pinnedPoints } from '../../core/sets/followedPoints.js';
import { followedList, listFields } from './lists.js';

const OrderTree = z.object({ count, open: z.array(z.array(element)) });

/** What makes the terms of an auction's settlements; transactions as they stand in their blocks. */
const FollowedMarket = z.object({
  openAuction: bytes,
  publishTariff: bytes,
  close: bytes.optional(),
  void: z.boolean(),
  /** Of a forfeit, for each order: as the terms that a block fixed have it. */
  share: bigint,
  orders: OrderTree,
});
type FollowedMarket = z.output<typeof FollowedMarket>;

export const marketFields = {
  ...followedGroupFields,
  ...listFields,
  /** By the decimal text of their ids, while terms of them may be asked for. */
  markets: z.record(z.string(), FollowedMarket),
};
const Stored = z.object(marketFields);
export type FollowedMarkets = z.output<typeof Stored>;

interface Chain {
  readonly genesis: Genesis;
  readonly hasher: Hasher;
}

/** What an auction is settled by. */
function pricesOf({ genesis }: Chain, market: FollowedMarket) {
  return {
    opening: bodyOf(genesis, 'openAuction', market.openAuction),
    tariff: bodyOf(genesis, 'publishTariff', market.publishTariff),
  };
}

/**
 * What each order may have of a forfeit. The silent role's lock is computed again; whether an outage excused it is not,
 * for either share makes masks of their own: the terms that a block fixed tell which of the two it is.
 */
export function possibleShares(parts: Chain, book: FollowedMarkets, id: bigint): readonly bigint[] {
  const market = marketOf(book, id);
  if (!market.void) return [0n];
  const { opening, tariff } = pricesOf(parts, market);
  const points = [...pinnedPoints(book, followedGroup(book, id)).values()];
  const lock = roleLock(parts.genesis.roleBond, marketData(opening, tariff), points);
  return [forfeitShare(lock, market.orders.count, opening.tiers), 0n];
}

/** What a settlement of this auction is proven under. */
export function settleAuctionOf(
  parts: Chain,
  book: FollowedMarkets,
  id: bigint,
  share = marketOf(book, id).share,
): SettleAuction {
  const { genesis, hasher } = parts;
  const market = marketOf(book, id);
  if (!market.void && market.close === undefined) throw impossible('settled too early');
  const { opening, tariff } = pricesOf(parts, market);
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
    statusDigest: followedList(book, id).early,
    late: false,
  };
  return { ...input, terms: termsOf(genesis.profile, input) };
}

export function marketOf({ markets }: FollowedMarkets, id: bigint): FollowedMarket {
  const market = markets[String(id)];
  if (!market) throw impossible('an auction that was never opened');
  return market;
}
