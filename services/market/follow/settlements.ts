/**
 * The settlements of every auction: what an aggregator goes through before it opens anything. Their terms are computed
 * again, and their proofs checked block by block: a count that nobody proved would decide what is shown of the others.
 * docs/protocol/core/groups.md.
 */
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import { aggregatorOf } from '@veilgrid/protocol/core/groups/maskSum';
import { appendLeaf, emptyFrontier, type Frontier } from '@veilgrid/protocol/core/lists';
import { bytes } from '@veilgrid/protocol/core/wire';
import { auctionIdOf } from '@veilgrid/protocol/market/auction';
import { type SettleAuction, settleSignals } from '@veilgrid/protocol/market/settlement';
import { z } from 'zod';
import { impossible, type Watch } from '../../core/follower/watch.js';
import { BlockProofs, type VerifyMany } from '../../core/sets/blockProofs.js';
import { followCountProof } from '../../core/sets/countProofs.js';
import { followedGroup, followGroup, followMember, noGroups } from '../../core/sets/followedGroups.js';
import { followMaskSum, followPublication } from '../../core/sets/followedOpenings.js';
import { hasBegun, pinnedGroup } from '../../core/sets/followedPoints.js';
import type { FollowedTable } from '../../core/sets/followedRules.js';
import { billFields, followBill, noBills } from './bills.js';
import { SETTLEMENTS } from './groups.js';
import { listWatch } from './lists.js';
import { marketFields, marketOf, possibleShares, settleAuctionOf } from './markets.js';

export const storedSettlements = z.object({
  ...marketFields,
  ...billFields,
  /** By tariff and day, while something may be opened for it. */
  tariffs: z.record(z.string(), bytes),
});
export type SettlementSets = z.output<typeof storedSettlements>;

export interface SettlementWatchParts {
  readonly genesis: Genesis;
  readonly hasher: Hasher;
  /** Of settlements and counts. */
  readonly verifyMany: VerifyMany;
}

/** What it has in common with the watches of other modules' groups on the same book. */
export interface SharedSets {
  readonly groups: FollowedTable;
  readonly proofs: BlockProofs;
}

/** Nothing is opened for a day that has begun, and no terms are opened after the last bill. */
function dropOld({ tariffs, markets, bills, pinned }: SettlementSets, time: bigint): void {
  for (const key of Object.keys(tariffs)) if (hasBegun(Number(key.split(' ')[1]), time)) delete tariffs[key];
  for (const id of Object.keys(markets)) if (!pinned[id]) delete markets[id];
  for (const id of Object.keys(bills)) if (!pinned[id]) delete bills[id];
}

const tariffKey = ({ tariffId, day }: { readonly tariffId: number; readonly day: number }) =>
  `${tariffId} ${day}`;

export function settlementWatch(
  parts: SettlementWatchParts,
  { groups, proofs }: SharedSets = {
    groups: { settlements: SETTLEMENTS },
    proofs: new BlockProofs(parts.verifyMany),
  },
): Watch<SettlementSets> {
  const { genesis, hasher } = parts;
  const { params, windows } = genesis;
  const chain = { params, windows, groups };
  const lists = listWatch(parts);
  // What is not kept, of one book: one that is refused half way leaves its book behind.
  const known = new WeakMap<SettlementSets, Map<bigint, SettleAuction>>();
  const auctionsOf = (book: SettlementSets) => {
    const auctions = known.get(book) ?? new Map<bigint, SettleAuction>();
    known.set(book, auctions);
    return auctions;
  };
  return {
    open: () => ({ ...noGroups(), ...lists.open(), markets: {}, bills: {}, tariffs: {} }),
    stored: storedSettlements,
    observers: {
      ...lists.observers,
      publishTariff(book, body, at) {
        book.tariffs[tariffKey(body)] = at.bytes;
      },
      openAuction(book, body, at) {
        lists.observers.openAuction(book, body, at);
        dropOld(book, at.time);
        const id = auctionIdOf(hasher, genesis.chainId, body);
        const publishTariff = book.tariffs[tariffKey(body)];
        if (!publishTariff) throw impossible('an auction without a tariff');
        const { series, changes } = pinnedGroup(book, id);
        followGroup(book, id, { rules: 'settlements', series, freezes: body.settleEnd, changes });
        book.bills[String(id)] = noBills();
        book.markets[String(id)] = {
          openAuction: at.bytes,
          publishTariff,
          void: false,
          share: 0n,
          orders: emptyFrontier(params.orderDepth),
        };
      },
      order(book, { auctionId, c }) {
        const market = marketOf(book, auctionId);
        market.orders = appendLeaf(hasher, market.orders as Frontier, c);
        followedGroup(book, auctionId).expected += 1;
      },
      close(book, { auctionId }, at) {
        const market = book.markets[String(auctionId)];
        // Else another module's book.
        if (market) market.close = at.bytes;
      },
      voidAuction({ markets }, { auctionId }) {
        // One that nobody closed may be void after all that can be billed of it.
        const market = markets[String(auctionId)];
        if (market) market.void = true;
      },
      openSettlement(book, { auctionId, terms }) {
        const group = book.groups[String(auctionId)];
        // Published with a set in which nobody settled it: late bills alone ask for these terms.
        if (!group) return;
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
        const auctions = auctionsOf(book);
        const auction = auctions.get(body.auctionId) ?? settleAuctionOf(parts, book, body.auctionId);
        auctions.set(body.auctionId, auction);
        followMember(hasher, group, body);
        followBill(book, body.auctionId, 'settlements', body);
        const signals = settleSignals(body, auction, at.context);
        proofs.add(book, { id: body.auctionId, claim: { circuit: 'settle', proof: at.proofs[0]!, signals } });
      },
      lateBill: (book, body) => followBill(book, body.auctionId, 'lateBills', body),
      maskSum(book, body, at) {
        const id = body.groupId;
        const group = book.groups[String(id)];
        if (group && at.time < group.freezes) throw impossible('a mask sum of a set that still grows');
        const signals = group && followCountProof(hasher, chain, group, body, at.context);
        if (signals) {
          const summer = aggregatorOf(body.aggregator);
          const claim = { circuit: 'masksum', proof: at.proofs[0]!, signals } as const;
          proofs.add(book, { id, summer, claim });
        }
        followMaskSum(chain, book, body, at.time);
      },
      publish(book, { auctionId }, at) {
        for (const id of followPublication(chain, book, auctionId, at.time)) {
          delete book.markets[String(id)];
          auctionsOf(book).delete(id);
        }
      },
    },
    endBlock: (book) => proofs.check(book),
  };
}
