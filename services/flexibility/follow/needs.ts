/**
 * Needs as A and B follow them: what makes the terms of their payments, and what decides which are opened together.
 * docs/protocol/flexibility.md.
 */
import { resultOf } from '@veilgrid/protocol/core/books/close';
import { frontierRoot } from '@veilgrid/protocol/core/lists';
import { bigint, bytes, count, element } from '@veilgrid/protocol/core/wire';
import { fail } from '@veilgrid/protocol/errors';
import type { SettledNeed } from '@veilgrid/protocol/flexibility/claim';
import type { OpenNeedBody } from '@veilgrid/protocol/flexibility/need';
import { emptyNeedResult, needArrays, needResult } from '@veilgrid/protocol/flexibility/outcome';
import { availabilityLock } from '@veilgrid/protocol/flexibility/prices';
import { type NeedState, needTermsOf } from '@veilgrid/protocol/flexibility/terms';
import { forfeitShare } from '@veilgrid/protocol/market/bond';
import { MONEY } from '@veilgrid/protocol/params';
import { z } from 'zod';
import { bodyOf } from '../../core/follower/bodyOf.js';
import { impossible } from '../../core/follower/watch.js';
import { followedGroupFields } from '../../core/sets/followedGroups.js';
import { areaFields } from './areas.js';
import type { WatchedChain } from './needBooks.js';
import { settledDayFields } from './settledDays.js';

const FollowedNeed = z.object({
  /** Transactions as they stand in their blocks. */
  openNeed: bytes,
  close: bytes.optional(),
  void: z.boolean(),
  day: count,
  areaId: count,
  deliverEnd: bigint,
  auctions: z.array(element),
  /** The buyer's, in the book. */
  steps: count,
  entries: z.object({ count, open: z.array(z.array(element)) }),
  /** Bits of half hours, whatever became of the market. */
  called: bigint,
  /** Points that hide nobody, among those that could have offered. */
  openPoints: count,
  /** By the decimal text of the auction that they name. */
  deliveries: z.record(z.string(), count),
  /** In a set of its own, or of several. */
  published: z.enum(['alone', 'merged']).optional(),
});
export type FollowedNeed = z.output<typeof FollowedNeed>;

/** What it adds to a book of groups. */
export const needFields = {
  ...areaFields,
  ...settledDayFields,
  /** By the decimal text of their ids, while payments of them may be opened, or stand beside what is. */
  needs: z.record(z.string(), FollowedNeed),
  /** When the last payment in time could come, of every need that there was: Unix seconds. */
  needEnds: z.record(z.string(), bigint),
};
const Stored = z.object({ ...followedGroupFields, ...needFields });
export type FollowedNeeds = z.output<typeof Stored>;

export function followedNeed({ needs }: Pick<FollowedNeeds, 'needs'>, id: bigint): FollowedNeed {
  const need = needs[String(id)];
  if (!need) throw impossible('a need that was never opened');
  return need;
}

/** @throws ProtocolError NEED_UNKNOWN */
export function needEnd({ needEnds }: Pick<FollowedNeeds, 'needEnds'>, id: bigint): bigint {
  const end = needEnds[String(id)];
  if (end === undefined) throw fail('NEED_UNKNOWN', { field: 'needId' });
  return end;
}

/** Homes of an auction that did not end before its settleEnd could settle nothing: then nothing counts as called. */
export function effectiveCalled(book: FollowedNeeds, need: FollowedNeed, time: bigint): bigint {
  const dead = need.auctions.some((id) => {
    const auction = book.auctionDays[String(id)];
    return !auction || (auction.endedAt ?? time) >= auction.settleEnd;
  });
  return dead ? 0n : need.called;
}

/**
 * What a node says of a need that final blocks show only to whoever keeps all readings: payments are proven with it, so a
 * lie makes their proofs refused.
 */
export interface ToldNeed extends Pick<NeedState, 'share' | 'baseline'> {
  /** By auction: the root of its readings. */
  readonly auctionRoots: ReadonlyMap<bigint, bigint>;
}

/** What a payment in time is proven under. @param time of its block */
export function settledNeedOf(
  chain: WatchedChain,
  book: FollowedNeeds,
  needId: bigint,
  told: ToldNeed,
  time: bigint,
): SettledNeed {
  const { genesis, hasher } = chain;
  const need = followedNeed(book, needId);
  const opening = bodyOf(genesis, 'openNeed', need.openNeed);
  const closing = need.close && resultOf(bodyOf(genesis, 'close', need.close));
  const offers = need.entries.count - need.steps;
  const result = closing ? needResult(opening, closing, offers) : emptyNeedResult(genesis.params.K);
  const called = effectiveCalled(book, need, time);
  const state: NeedState = {
    chainId: genesis.chainId,
    needId,
    asset: MONEY,
    need: opening,
    offerCount: need.entries.count,
    offerRoot: frontierRoot(hasher, need.entries),
    void: need.void || closing?.enough === false,
    share: shareOf(chain, need, opening, told.share),
    result,
    arrays: needArrays(opening, result, called),
    called,
    baseline: called === 0n ? undefined : told.baseline,
    late: false,
  };
  return { ...state, terms: needTermsOf(genesis.profile, state) };
}

/** The silent role's lock is computed again; whether an outage excused it is not: then there is no share. */
function shareOf(
  { genesis: { roleBond } }: WatchedChain,
  need: FollowedNeed,
  opening: OpenNeedBody,
  told: bigint,
): bigint {
  if (!need.void) return 0n;
  const worst = availabilityLock(opening);
  const lock = worst > roleBond ? worst : roleBond;
  const share = forfeitShare(lock, need.entries.count - need.steps, opening.tiers);
  return told === share ? share : 0n;
}
