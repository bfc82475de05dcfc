/**
 * Gives the buyer back what no payment can be needed for any more: what a published set holds when its late days are over,
 * and of a need that still waits for a larger set all but what its own members may have earned. Relies on opening for
 * the most that a member brings. docs/protocol/flexibility.md "Money".
 */
import { ensure } from '@veilgrid/protocol/errors';
import { memberMost } from '@veilgrid/protocol/flexibility/prices';
import { sizeIn } from '../core/groups/counts.js';
import { memberCount, requireGroup } from '../core/groups/group.js';
import { publishedSet, publishedWith } from '../core/groups/mergedSet.js';
import type { Handler } from '../core/handler.js';
import { assertConservation, moveBalance, moveSupply } from '../core/money/accounts.js';
import type { StateContext, StateView } from '../core/view.js';
import { latePaymentsEnd, type Need, requireNeed, setStanding, standingOf } from './need.js';

interface Release {
  readonly lock: bigint;
  readonly deposits: bigint;
  readonly held: bigint;
}

/** @throws ProtocolError HELD_LOCKED */
function releaseOf(ctx: StateContext, view: StateView, need: Need): Release {
  const { needId } = need;
  const locked = (free: boolean) => ensure(free, 'HELD_LOCKED', { field: 'needId' });
  const over = (id: bigint) => ctx.time >= latePaymentsEnd(ctx, requireNeed(ctx, view, id).need);
  const host = publishedWith(view, needId);
  if (host !== undefined) {
    locked(host === needId && publishedSet(view, host).every(over));
    return { lock: 0n, deposits: 0n, held: standingOf(view, host).held };
  }
  const waits = sizeIn(ctx, view, requireGroup(view, needId)) === 'small';
  locked(over(needId) && need.book.outcome !== 'open' && waits);
  return { ...spareOf(view, need), held: 0n };
}

/** Of one that waits: its lock and its deposits beyond what its members may still have of them. */
function spareOf(view: StateView, { needId, need }: Need): Omit<Release, 'held'> {
  const members = BigInt(memberCount(view, needId));
  const most = memberMost(need);
  const { lock, deposits, latePaid } = standingOf(view, needId);
  const beyond = (amount: bigint, kept: bigint) => (amount > kept ? amount - kept : 0n);
  return {
    lock: beyond(lock, members * most.compensated),
    deposits: beyond(deposits - latePaid, members * most.deposit),
  };
}

export const releaseDeposits: Handler<'releaseDeposits'> = {
  check(ctx, view, { needId }) {
    const { lock, deposits, held } = releaseOf(ctx, view, requireNeed(ctx, view, needId));
    ensure(lock + deposits + held > 0n, 'HELD_EXHAUSTED', { field: 'needId' });
  },
  apply(ctx, writer, { needId }) {
    const { lock, deposits, held } = releaseOf(ctx, writer, requireNeed(ctx, writer, needId));
    const standing = standingOf(writer, needId);
    setStanding(writer, needId, {
      ...standing,
      lock: standing.lock - lock,
      deposits: standing.deposits - deposits,
      held: standing.held - held,
    });
    moveBalance(writer, 'dso', lock + deposits + held);
    moveSupply(writer, { bonds: -lock, shielded: -deposits, deposits: -deposits, held: -held });
    assertConservation(writer);
  },
};
