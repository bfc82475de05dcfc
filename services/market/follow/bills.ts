/** What settlements and late bills put on the chain for A to invoice: digests alone, against which a node's lists stand. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, concatBytes } from '@noble/hashes/utils.js';
import { bigIntToBytes } from '@veilgrid/protocol/core/crypto/field';
import { bytes, count } from '@veilgrid/protocol/core/wire';
import { ensure, fail } from '@veilgrid/protocol/errors';
import { z } from 'zod';
import { impossible } from '../../core/follower/watch.js';

export interface Bill {
  readonly tagA: bigint;
  /** Masked shortfall. */
  readonly short: bigint;
}

const FollowedBills = z.object({ count, digest: bytes });
type FollowedBills = z.output<typeof FollowedBills>;
const BillsOf = z.object({ settlements: FollowedBills, lateBills: FollowedBills });
type BillsOf = z.output<typeof BillsOf>;

export const billFields = {
  /** By the decimal text of their auctions' ids, while bills of them may come. */
  bills: z.record(z.string(), BillsOf),
};
const Stored = z.object(billFields);
export type AuctionBills = z.output<typeof Stored>;

const none = (): FollowedBills => ({ count: 0, digest: new Uint8Array(32) });
export const noBills = (): BillsOf => ({ settlements: none(), lateBills: none() });

export function followBill({ bills }: AuctionBills, id: bigint, list: keyof BillsOf, bill: Bill): void {
  const of = bills[String(id)]?.[list];
  if (!of) throw impossible('a bill out of time');
  of.count += 1;
  of.digest = nextDigest(of.digest, bill);
}

const nextDigest = (digest: Uint8Array, { tagA, short }: Bill): Uint8Array =>
  sha256(concatBytes(digest, bigIntToBytes(tagA, 32), bigIntToBytes(short, 32)));

/**
 * Those of the node's that are followed.
 * @throws ProtocolError FACT_INVALID where final blocks hold others; AUCTION_UNKNOWN long after the last one too
 */
export function followedBills<B extends Bill>(
  { bills }: AuctionBills,
  id: bigint,
  list: keyof BillsOf,
  shown: readonly B[],
): B[] {
  const followed = bills[String(id)]?.[list];
  if (!followed) throw fail('AUCTION_UNKNOWN', { field: 'auctionId' });
  const own = shown.slice(0, followed.count);
  const end = own.reduce(nextDigest, none().digest);
  const same = own.length === followed.count && bytesToHex(end) === bytesToHex(followed.digest);
  ensure(same, 'FACT_INVALID', { field: list, fact: list });
  return own;
}
