/** The books of orders: what the regulator releases and the operator opens. protocol/market.md, releaseShare. */
import { count } from '@veilgrid/protocol/core/wire';
import { fail } from '@veilgrid/protocol/errors';
import { auctionIdOf } from '@veilgrid/protocol/market/auction';
import { z } from 'zod';
import { followEntry, followedBookFields, followRelease, openedBook } from '../../core/books/followedBook.js';
import { impossible, type Watch } from '../../core/follower/watch.js';
import { hasBegun } from '../../core/sets/followedPoints.js';

const FollowedAuction = z.object({ zone: count, tariffId: count, day: count, ...followedBookFields });
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
      auctions[String(id)] = { zone, tariffId, day, ...openedBook(hasher, id, gate) };
    },
    order({ auctions }, { auctionId, c }, { hasher, time }) {
      const auction = auctions[String(auctionId)];
      if (!auction) throw impossible('an order of no auction');
      followEntry(hasher, auction, c, time);
    },
    releaseShare({ auctions }, body, { time }) {
      const auction = auctions[String(body.auctionId)];
      // Else another module's book.
      if (auction) followRelease(auction, body, time);
    },
  },
} satisfies Watch<OrderBooks>;

/** @throws ProtocolError AUCTION_UNKNOWN */
export function followedAuction({ auctions }: OrderBooks, auctionId: bigint): FollowedAuction {
  const auction = auctions[String(auctionId)];
  if (!auction) throw fail('AUCTION_UNKNOWN', { field: 'auctionId' });
  return auction;
}
