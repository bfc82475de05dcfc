/** The books of needs: what the regulator releases and the operator opens. docs/protocol/flexibility.md, openNeed. */
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import { bytes, count } from '@veilgrid/protocol/core/wire';
import { fail } from '@veilgrid/protocol/errors';
import { needIdOf, stepCommitments } from '@veilgrid/protocol/flexibility/need';
import { auctionIdOf } from '@veilgrid/protocol/market/auction';
import { z } from 'zod';
import { followEntry, followedBookFields, followRelease, openedBook } from '../../core/books/followedBook.js';
import type { Addition } from '../../core/follower/extended.js';
import { impossible } from '../../core/follower/watch.js';
import { hasBegun } from '../../core/sets/followedPoints.js';
import { areaFields, followArea, followAuctionDay, followAuctionEnd, noAreas } from './areas.js';

const FollowedNeedBook = z.object({
  areaId: count,
  day: count,
  /** Of the buyer's, which stand first. */
  steps: count,
  /** The transaction as it stands in its block: it says what the first entries are. */
  openNeed: bytes,
  ended: z.boolean(),
  ...followedBookFields,
});
export type FollowedNeedBook = z.output<typeof FollowedNeedBook>;

/** By the decimal text of their ids. */
const Stored = z.object({ ...areaFields, needBooks: z.record(z.string(), FollowedNeedBook) });
export type NeedBooks = z.output<typeof Stored>;

/** Long after the last one that anybody compares itself with. */
const KEPT_DAYS = 60;

export interface WatchedChain {
  readonly genesis: Genesis;
  readonly hasher: Hasher;
}

export function needBookWatch({ genesis: { chainId }, hasher }: WatchedChain) {
  const ended = ({ needBooks }: NeedBooks, id: bigint) => {
    const need = needBooks[String(id)];
    if (need) need.ended = true;
  };
  return {
    open: (): NeedBooks => ({ ...noAreas(), needBooks: {} }),
    stored: Stored,
    observers: {
      publishArea: followArea,
      openAuction(book, body, { time }) {
        followAuctionDay(book, auctionIdOf(hasher, chainId, body), body, time);
      },
      openNeed({ needBooks }, body, { time, bytes: openNeed }) {
        const { areaId, day, gate, steps } = body;
        const id = needIdOf(hasher, chainId, body);
        if (needBooks[String(id)]) throw impossible('a need opened twice');
        for (const [old, { day: of }] of Object.entries(needBooks))
          if (hasBegun(of + KEPT_DAYS, time)) delete needBooks[old];
        const book = openedBook(hasher, id, gate, stepCommitments(hasher, id, steps));
        needBooks[String(id)] = { areaId, day, steps: steps.length, openNeed, ended: false, ...book };
      },
      offer({ needBooks }, { needId, c }, { time }) {
        const need = needBooks[String(needId)];
        if (!need) throw impossible('an offer to no need');
        followEntry(hasher, need, c, time);
      },
      releaseShare({ needBooks }, body, { time }) {
        const need = needBooks[String(body.auctionId)];
        // Else another module's book.
        if (need) followRelease(need, body, time);
      },
      close(book, { auctionId }, { time }) {
        followAuctionEnd(book, auctionId, time);
        ended(book, auctionId);
      },
      voidAuction(book, { auctionId }, { time }) {
        followAuctionEnd(book, auctionId, time);
        ended(book, auctionId);
      },
    },
  } satisfies Addition<unknown, NeedBooks>;
}

/** @throws ProtocolError NEED_UNKNOWN */
export function followedNeedBook({ needBooks }: NeedBooks, needId: bigint): FollowedNeedBook {
  const need = needBooks[String(needId)];
  if (!need) throw fail('NEED_UNKNOWN', { field: 'needId' });
  return need;
}
