/**
 * The regulator's share becomes public, and clearing can begin, of the list that the release names. Relies on openBook
 * for a share in the subgroup whose scalar the regulator knows, and on modules for a list that is final from the gate
 * on. protocol/market.md, releaseShare.
 */
import { equal, mulBase, SUBGROUP_ORDER } from '@veilgrid/protocol/core/crypto/babyjub';
import { ensure } from '@veilgrid/protocol/errors';
import type { Handler } from '../handler.js';
import { ensureOpen, requireBook, setPhase } from './book.js';
import { entryList } from './entries.js';

/** The regulator's half of the key, after the gate: from now on the operator can open the entries. */
export const releaseShare: Handler<'releaseShare'> = {
  check(ctx, view, body) {
    const book = requireBook(view, body.auctionId);
    ensureOpen(book);
    ensure(book.releasedScalar === undefined, 'SHARE_ALREADY_RELEASED');
    ensure(ctx.time >= book.gate && ctx.time < book.release, 'PHASE_WRONG');
    ensure(body.scalar > 0n && body.scalar < SUBGROUP_ORDER, 'VALUE_OUT_OF_RANGE', { field: 'scalar' });
    const share = { x: book.regulatorX, y: book.regulatorY };
    ensure(equal(mulBase(body.scalar), share), 'SHARE_MISMATCH', { field: 'scalar' });
    // The regulator signs the list it has recomputed: a release for another one opens nothing here.
    const { count, current } = entryList(ctx, view, body.auctionId);
    ensure(body.count === count, 'BOOK_DIFFERS', { field: 'count' });
    ensure(body.fold === current, 'BOOK_DIFFERS', { field: 'fold' });
  },
  apply(ctx, writer, body) {
    setPhase(writer, body.auctionId, { scalar: body.scalar, releasedAt: ctx.time });
  },
};
