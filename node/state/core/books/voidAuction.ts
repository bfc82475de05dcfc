/**
 * The end of a book by silence, and what it costs the silent: its lock, which goes to whoever put entries in, as the
 * book's module shares it out. Relies on openBook for the locks. protocol/market.md, voidAuction.
 */
import { ensure } from '@veilgrid/protocol/errors';
import type { Handler } from '../handler.js';
import { metOutage } from '../outages.js';
import type { StateView } from '../view.js';
import { type Book, requireBook, setPhase } from './book.js';
import { type BookRole, forfeitLock, returnLocks } from './locks.js';

/** Whose silence makes the book void at this time, if anybody's does. */
function silentRole(book: Book, time: bigint): BookRole | undefined {
  if (book.releasedScalar === undefined) return time >= book.release ? 'regulator' : undefined;
  return time >= book.close ? 'operator' : undefined;
}

/** Who pays for a void: nobody where blocks were missing while the silent role had to act. */
function faultOf(view: StateView, book: Book, time: bigint): BookRole | undefined {
  const silent = silentRole(book, time);
  const [from, to] = silent === 'regulator' ? [book.gate, book.release] : [book.releasedAt, book.close];
  return metOutage(view, from, to) ? undefined : silent;
}

export const voidAuction: Handler<'voidAuction'> = {
  check(ctx, view, body) {
    const book = requireBook(view, body.auctionId);
    ensure(book.outcome === 'open', 'AUCTION_ALREADY_FINAL');
    ensure(silentRole(book, ctx.time) !== undefined, 'NOT_VOIDABLE');
  },
  apply(ctx, writer, body) {
    const book = requireBook(writer, body.auctionId);
    const silent = faultOf(writer, book, ctx.time);
    if (silent) forfeitLock(writer, book, silent);
    else returnLocks(writer, book);
    setPhase(writer, body.auctionId, { outcome: 'void', endedAt: ctx.time });
  },
};
