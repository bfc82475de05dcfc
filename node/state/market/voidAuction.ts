/**
 * The end of an auction by silence, and what it costs the silent: its lock goes to the households whose day it spoilt,
 * a share to each order, so that silence pays neither it nor the supplier. Relies on openAuction for locks that are
 * worth a whole day without trade and for lanes with room for the share. protocol/market.md, voidAuction.
 */
import { ensure } from '@veilgrid/protocol/errors';
import { forfeitShare } from '@veilgrid/protocol/market/bond';
import type { Handler } from '../core/handler.js';
import { moveBalance, moveSupply } from '../core/money/accounts.js';
import { metOutage } from '../core/outages.js';
import type { StateView, StateWriter } from '../core/view.js';
import { type Auction, requireAuction, returnLocks, setPhase } from './auction.js';
import { ordersOf } from './order.js';

type SilentRole = 'operator' | 'regulator';

/** Whose silence makes the auction void at this time, if anybody's does. */
function silentRole(auction: Auction, time: bigint): SilentRole | undefined {
  if (auction.releasedScalar === undefined) return time >= auction.release ? 'regulator' : undefined;
  return time >= auction.close ? 'operator' : undefined;
}

/** Who pays for a void: nobody where blocks were missing while the silent role had to act. */
function faultOf(view: StateView, auction: Auction, time: bigint): SilentRole | undefined {
  const silent = silentRole(auction, time);
  const [from, to] =
    silent === 'regulator' ? [auction.gate, auction.release] : [auction.releasedAt, auction.close];
  return metOutage(view, from, to) ? undefined : silent;
}

/** The lock of the silent role joins the deposits; the other's comes back. */
function forfeitLock(writer: StateWriter, auction: Auction, silent: SilentRole): void {
  const { auctionId, lock, tiers } = auction;
  const share = forfeitShare(lock, ordersOf(writer, auctionId).count, tiers);
  moveBalance(writer, silent === 'operator' ? 'regulator' : 'operator', lock);
  moveSupply(writer, { roleBonds: -2n * lock, shielded: lock, deposits: lock });
  setPhase(writer, auctionId, { forfeit: lock, share });
}

export const voidAuction: Handler<'voidAuction'> = {
  check(ctx, view, body) {
    const auction = requireAuction(view, body.auctionId);
    ensure(auction.outcome === 'open', 'AUCTION_ALREADY_FINAL');
    ensure(silentRole(auction, ctx.time) !== undefined, 'NOT_VOIDABLE');
  },
  apply(ctx, writer, body) {
    const auction = requireAuction(writer, body.auctionId);
    const silent = faultOf(writer, auction, ctx.time);
    if (silent) forfeitLock(writer, auction, silent);
    else returnLocks(writer, auction);
    setPhase(writer, body.auctionId, { outcome: 'void' });
  },
};
