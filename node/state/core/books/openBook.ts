/**
 * The opening of a book, by the module whose book it is: fresh key shares whose scalars are known, the locks, and the
 * public entries that stand first. Relies on the module for an id that was never used, for times that leave everybody
 * the windows of genesis (protocol/core/books/times), and for signatures of operator and regulator.
 * protocol/core/books.md "Opening".
 */
import {
  type KeyShare,
  type ShareRole,
  sharesIndependent,
  verifyKeyShare,
} from '@veilgrid/protocol/core/books/keyShare';
import type { BookTimes } from '@veilgrid/protocol/core/books/times';
import { add } from '@veilgrid/protocol/core/crypto/babyjub';
import { ensure } from '@veilgrid/protocol/errors';
import { MAX_GROUP } from '@veilgrid/protocol/params';
import { keys } from '../keys.js';
import { has, mark } from '../record.js';
import type { StateContext, StateView, StateWriter } from '../view.js';
import { putBook } from './book.js';
import { appendEntry, openEntries } from './entries.js';
import { takeLocks } from './locks.js';

export interface BookShares {
  readonly operatorShare: KeyShare;
  readonly regulatorShare: KeyShare;
}

export interface BookOpening extends BookTimes, BookShares {
  readonly id: bigint;
  /** From operator and regulator each. */
  readonly lock: bigint;
  /** Entries that are not null, public ones included, from which on there are enough. */
  readonly minGroup: number;
  /** 1: with fewer the result shows nothing. */
  readonly hides: 0 | 1;
}

/** @throws ProtocolError SHARE_INVALID, SHARE_REUSED, POSSESSION_INVALID */
export function checkShares(ctx: StateContext, view: StateView, id: bigint, body: BookShares): void {
  const shares: [ShareRole, KeyShare][] = [
    ['operator', body.operatorShare],
    ['regulator', body.regulatorShare],
  ];
  ensure(sharesIndependent(body.operatorShare, body.regulatorShare), 'SHARE_INVALID', {
    field: 'operatorShare',
  });
  for (const [role, share] of shares) {
    const field = `${role}Share`;
    // By y alone: a share and its negative have it in common, and one scalar opens both.
    ensure(!has(view, keys.keyShare(share.y)), 'SHARE_REUSED', { field });
    const possessed = verifyKeyShare(
      ctx.hasher,
      { chainId: ctx.genesis.chainId, auctionId: id, role },
      share,
    );
    ensure(possessed, 'POSSESSION_INVALID', { field });
  }
}

/**
 * After `checkShares` and `ensureLocks`.
 * @param entries public ones of the module's own making, which stand first in fold and tree
 */
export function openBook(
  ctx: StateContext,
  writer: StateWriter,
  { operatorShare, regulatorShare, ...opening }: BookOpening,
  entries: readonly bigint[] = [],
): void {
  const { id, gate, release, close, lock, minGroup, hides } = opening;
  // Close has room for the difference to any count only if neither is larger. A module's mistake, never a transaction's.
  if (minGroup < 1 || minGroup > MAX_GROUP) throw new RangeError('no group is that small or that large');
  if (has(writer, keys.book(id))) throw new Error('a book is opened once');
  const key = add(operatorShare, regulatorShare);
  putBook(writer, {
    ...{ id, gate, release, close, lock, minGroup, hides },
    operatorX: operatorShare.x,
    operatorY: operatorShare.y,
    regulatorX: regulatorShare.x,
    regulatorY: regulatorShare.y,
    keyX: key.x,
    keyY: key.y,
  });
  mark(writer, keys.keyShare(operatorShare.y));
  mark(writer, keys.keyShare(regulatorShare.y));
  takeLocks(writer, lock);
  openEntries(ctx, writer, id);
  for (const c of entries) appendEntry(ctx, writer, id, c);
}
