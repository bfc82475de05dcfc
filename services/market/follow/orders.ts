/** The books of orders: what the regulator releases and the operator opens. protocol/market.md, releaseShare. */
import { fold } from '@veilgrid/protocol/core/lists';
import { bigint, count, element } from '@veilgrid/protocol/core/wire';
import { fail } from '@veilgrid/protocol/errors';
import { auctionIdOf } from '@veilgrid/protocol/market/auction';
import { z } from 'zod';
import { impossible, type Watch } from '../../core/follower/watch.js';
import { hasBegun } from '../../core/sets/followedPoints.js';

/** A list of orders by its number and fold. */
const Book = { count, fold: element };
const FollowedAuction = z.object({
  zone: count,
  tariffId: count,
  day: count,
  gate: bigint,
  ...Book,
  /** What the regulator signed. */
  release: z.object({ scalar: element, ...Book }).optional(),
});
export type FollowedAuction = z.output<typeof FollowedAuction>;

/** By the decimal text of their ids. */
export const orderFields = { auctions: z.record(z.string(), FollowedAuction) };
const Stored = z.object(orderFields);
export type OrderBooks = z.output<typeof Stored>;

/** Long after the last one that anybody compares itself with. */
const KEPT_DAYS = 60;

export const ORDER_WATCH = {
  open: (): OrderBooks => ({ auctions: {} }),
  stored: Stored,
  observers: {
    openAuction({ auctions }, body, { hasher, chainId, time }) {
      const { zone, tariffId, day, gate } = body;
      const id = auctionIdOf(hasher, chainId, body);
      if (auctions[String(id)]) throw impossible('an auction opened twice');
      for (const [old, { day: of }] of Object.entries(auctions)) {
        // By the chain's time: an opening far ahead ends nothing of today.
        if (hasBegun(of + KEPT_DAYS, time)) delete auctions[old];
      }
      auctions[String(id)] = { zone, tariffId, day, gate, count: 0, fold: id };
    },
    order({ auctions }, { auctionId, c }, { hasher, time }) {
      const auction = auctions[String(auctionId)];
      if (!auction || time >= auction.gate) throw impossible('an order after the gate');
      auction.count += 1;
      auction.fold = fold(hasher, auction.fold, c);
    },
    releaseShare({ auctions }, { auctionId, scalar, count: n, fold: end }, { time }) {
      const auction = auctions[String(auctionId)];
      // Another module's book.
      if (!auction) return;
      const own = time >= auction.gate && n === auction.count && end === auction.fold;
      if (!own || auction.release) throw impossible('a release of another book');
      auction.release = { scalar, count: n, fold: end };
    },
  },
} satisfies Watch<OrderBooks>;

/** @throws ProtocolError AUCTION_UNKNOWN */
export function followedAuction({ auctions }: OrderBooks, auctionId: bigint): FollowedAuction {
  const auction = auctions[String(auctionId)];
  if (!auction) throw fail('AUCTION_UNKNOWN', { field: 'auctionId' });
  return auction;
}
