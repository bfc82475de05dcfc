import { ensure } from '@veilgrid/protocol/errors';
import { allCommitments, type OrderBook, orderBookOf } from '../market/orderBook.js';
import { verifyNeedBook } from '../verifier/flexibility/need.js';
import type { WalletContext } from '../wallet/context.js';
import type { TrustedNeed } from './need.js';

/**
 * The commitments of a need's whole book: the buyer's steps stand first, and it is what the regulator released. They come
 * in full, so that nobody hears which of them is meant.
 * @throws ProtocolError MALFORMED, ROOT_MISMATCH, FACT_INVALID
 */
export async function fetchNeedBook(
  ctx: Pick<WalletContext, 'api' | 'hasher' | 'genesis'>,
  { entry, opening, outcome, released }: TrustedNeed,
): Promise<OrderBook> {
  const params = { needId: entry.needId };
  const commitments = await allCommitments((query) => ctx.api.offerCommitments({ params, query }));
  // Nothing is cleared that nobody released.
  const cleared = outcome !== undefined && !outcome.void;
  ensure(!cleared || released !== undefined, 'FACT_INVALID', { field: 'tx', fact: 'releaseShare' });
  verifyNeedBook(ctx, opening, commitments, released);
  return orderBookOf(ctx, commitments, { count: entry.offers, root: entry.offerRoot });
}
