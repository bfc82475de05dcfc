/**
 * What the publication of a set does with what silent roles forfeited in its auctions. Relies on settlements to have
 * had their shares in their bills, so that refunds hold them. protocol/market.md, publish.
 */
import { memberCount } from '../core/groups/group.js';
import type { StateView } from '../core/view.js';
import type { Auction } from './auction.js';

export interface Forfeits {
  readonly all: bigint;
  /** Nobody's share: the DSO's, who neither gains nor loses by a day without trade. */
  readonly rest: bigint;
}

export function forfeitsOf(view: StateView, set: readonly Auction[]): Forfeits {
  const all = set.reduce((sum, { forfeit }) => sum + forfeit, 0n);
  const shares = set.reduce(
    (sum, { auctionId, share }) => sum + share * BigInt(memberCount(view, auctionId)),
    0n,
  );
  return { all, rest: all - shares };
}
