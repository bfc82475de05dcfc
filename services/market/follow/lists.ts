/**
 * The points of an auction's day and the list of those that the DSO reads, as final blocks have them: what is listed,
 * sealed to an owner or struck by these is so by no node's word. protocol/market.md, statusList.
 */
import { bytesToHex } from '@noble/hashes/utils.js';
import { allItems } from '@veilgrid/client-sdk/client/submit';
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import { zoneTariff } from '@veilgrid/protocol/core/points';
import { bigint, bytes, count } from '@veilgrid/protocol/core/wire';
import { ensure, fail } from '@veilgrid/protocol/errors';
import { auctionIdOf } from '@veilgrid/protocol/market/auction';
import { NO_STATUS_DIGEST, statusDigestAfter } from '@veilgrid/protocol/market/terms';
import type { Api } from '@veilgrid/protocol/routes';
import { z } from 'zod';
import { impossible, type Watch } from '../../core/follower/watch.js';
import {
  followedPointFields,
  followPin,
  followPoint,
  followRevocation,
  noPoints,
} from '../../core/sets/followedPoints.js';

const FollowedList = z.object({
  day: count,
  settleFrom: bigint,
  /** Parts and entries so far. */
  parts: count,
  entries: count,
  /** Of the entries before settlement, as terms have it. */
  early: bytes,
  /** Of all entries. */
  digest: bytes,
});
export type FollowedList = z.output<typeof FollowedList>;

export const listFields = {
  ...followedPointFields,
  /** By the decimal text of their auctions' ids, while bills of them may come. */
  lists: z.record(z.string(), FollowedList),
};
const Stored = z.object(listFields);
export type StatusLists = z.output<typeof Stored>;

/** @throws ProtocolError AUCTION_UNKNOWN, long after the auction's last bill too */
export function followedList({ lists }: Pick<StatusLists, 'lists'>, id: bigint): FollowedList {
  const list = lists[String(id)];
  if (!list) throw fail('AUCTION_UNKNOWN', { field: 'auctionId' });
  return list;
}

export function listWatch({ genesis, hasher }: { readonly genesis: Genesis; readonly hasher: Hasher }) {
  return {
    open: (): StatusLists => ({ ...noPoints(), lists: {} }),
    stored: Stored,
    observers: {
      enrolPoint: (book, body) => followPoint(book, body.position, body),
      changePoint: (book, body) => followPoint(book, body.position, body),
      revokePoint: (book, body) => followRevocation(book, body.position),
      openAuction(book, body, { time }) {
        const { zone, tariffId, day, settleFrom, settleEnd } = body;
        const id = auctionIdOf(hasher, genesis.chainId, body);
        const until = settleEnd + BigInt(genesis.windows.late);
        followPin(book, id, { series: zoneTariff(zone, tariffId), day, until }, time);
        for (const old of Object.keys(book.lists)) if (!book.pinned[old]) delete book.lists[old];
        const none = { early: NO_STATUS_DIGEST, digest: NO_STATUS_DIGEST };
        book.lists[String(id)] = { day, settleFrom, parts: 0, entries: 0, ...none };
      },
      statusList(book, { auctionId, part, entries }, { time }) {
        const list = book.lists[String(auctionId)];
        if (!list || part !== list.parts) throw impossible('a part of no list');
        list.parts += 1;
        list.entries += entries.length;
        list.digest = statusDigestAfter(list.digest, entries);
        if (time < list.settleFrom) list.early = list.digest;
      },
    },
  } satisfies Watch<StatusLists>;
}

/**
 * The node's memos by tag, each as it is listed.
 * @throws ProtocolError FACT_INVALID where the node answers other memos than final blocks have
 */
export async function listedMemos(api: Api, auctionId: bigint, { entries, digest }: FollowedList) {
  const memos = await allItems((query) => api.statusMemos({ params: { auctionId }, query }));
  const end = statusDigestAfter(NO_STATUS_DIGEST, memos);
  const same = memos.length === entries && bytesToHex(end) === bytesToHex(digest);
  ensure(same, 'FACT_INVALID', { field: 'memos', fact: 'statusList' });
  return new Map(memos.map((memo) => [memo.tag, memo]));
}
